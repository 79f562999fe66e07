using System.Globalization;
using System.Text;

namespace Caisson.Formatting.Templates.Parsing;

/// <summary>The value of a number, a character or a text as it is written in a template; Go's specification,
/// "Integer literals" to "String literals".</summary>
internal static class Constants
{
    private const int MaxCodePoint = 0x10FFFF;

    /// <summary>A whole number as a <see cref="long"/>, any other as a <see cref="double"/>; null where it is none, or too
    /// large.</summary>
    internal static object? TryNumber(string text)
    {
        if (!HasSeparatorsBetweenDigits(text))
        {
            return null;
        }

        string plain = text.Replace("_", "", StringComparison.Ordinal);
        bool isNegative = plain.StartsWith('-');
        ReadOnlySpan<char> digits = plain.AsSpan(plain[0] is '+' or '-' ? 1 : 0);
        if (digits.Length > 2 && digits[0] == '0' && char.IsAsciiLetter(digits[1]) && digits[1] is not ('e' or 'E'))
        {
            int numberBase = char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'o' => 8, _ => 2 };
            return Whole(digits[2..], numberBase, isNegative);
        }

        if (digits.ContainsAny(".eE"))
        {
            return double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double value)
                && double.IsFinite(value)
                ? isNegative ? -value : value
                : null;
        }

        // A leading zero is octal, as in C.
        return digits.Length > 1 && digits[0] == '0' ? Whole(digits[1..], 8, isNegative) : Whole(digits, 10, isNegative);
    }

    /// <summary>A character's code point; null where it is none.</summary>
    internal static object? TryCharacter(string text)
    {
        if (text.Length < 3 || text[^1] != '\'')
        {
            return null;
        }

        string? value = Unescape(text.AsSpan(1, text.Length - 2), '\'');
        return value is { Length: > 0 } && Rune.DecodeFromUtf16(value, out Rune rune, out int used) == System.Buffers.OperationStatus.Done
            && used == value.Length
            ? (long)rune.Value
            : null;
    }

    /// <summary>A text's value; null where it is not well-formed.</summary>
    internal static string? TryText(Token token) => token.Kind == TokenKind.RawQuoted
        ? token.Value[1..^1].Replace("\r", "", StringComparison.Ordinal)
        : Unescape(token.Value.AsSpan(1, token.Value.Length - 2), '"');

    private static long? Whole(ReadOnlySpan<char> digits, int numberBase, bool isNegative)
    {
        if (digits.IsEmpty)
        {
            return null;
        }

        long value = 0;
        foreach (char c in digits)
        {
            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : int.MaxValue;
            if (digit >= numberBase || value < (long.MinValue + digit) / numberBase)
            {
                return null;
            }

            // Counted downwards, where there is room for the least number.
            value = (value * numberBase) - digit;
        }

        return isNegative ? value : value == long.MinValue ? null : -value;
    }

    private static bool HasSeparatorsBetweenDigits(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            bool isBetween = text[i] != '_' || (i > 0 && i + 1 < text.Length && char.IsAsciiLetterOrDigit(text[i - 1]) && char.IsAsciiHexDigit(text[i + 1]));
            if (!isBetween)
            {
                return false;
            }
        }

        return true;
    }

    private static string? Unescape(ReadOnlySpan<char> text, char quote)
    {
        StringBuilder value = new(text.Length);
        List<byte> bytes = [];
        for (int i = 0; i < text.Length;)
        {
            if (text[i] != '\\')
            {
                Flush(value, bytes);
                value.Append(text[i++]);
                continue;
            }

            if (++i >= text.Length || !TryEscape(text, ref i, quote, value, bytes))
            {
                return null;
            }
        }

        Flush(value, bytes);
        return value.ToString();
    }

    // Bytes that are written as \x or in octal are a code point only together.
    private static void Flush(StringBuilder value, List<byte> bytes)
    {
        if (bytes.Count > 0)
        {
            value.Append(Encoding.UTF8.GetString([.. bytes]));
            bytes.Clear();
        }
    }

    private static bool TryEscape(ReadOnlySpan<char> text, ref int i, char quote, StringBuilder value, List<byte> bytes)
    {
        char c = text[i++];
        int digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            if (!TryNumber(text, ref i, digits, 16, 0, out int code))
            {
                return false;
            }

            return c == 'x' ? Add(bytes, code) : TryAppend(value, bytes, code);
        }

        if (c is >= '0' and <= '7')
        {
            return TryNumber(text, ref i, 2, 8, c - '0', out int octal) && octal <= byte.MaxValue && Add(bytes, octal);
        }

        char? simple = c switch
        {
            'a' => '\a',
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            '\\' => '\\',
            _ when c == quote => quote,
            _ => null,
        };
        if (simple is null)
        {
            return false;
        }

        Flush(value, bytes);
        value.Append(simple.Value);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, ref int i, int digits, int numberBase, int value, out int result)
    {
        result = value;
        for (int end = i + digits; i < end; i++)
        {
            if (i >= text.Length || !char.IsAsciiHexDigit(text[i]))
            {
                return false;
            }

            int digit = Convert.ToInt32(text[i].ToString(), 16);
            if (digit >= numberBase || result > MaxCodePoint)
            {
                return false;
            }

            result = (result * numberBase) + digit;
        }

        return true;
    }

    private static bool Add(List<byte> bytes, int value)
    {
        bytes.Add((byte)value);
        return true;
    }

    private static bool TryAppend(StringBuilder value, List<byte> bytes, int code)
    {
        if (!Rune.IsValid(code))
        {
            return false;
        }

        Flush(value, bytes);
        value.Append(new Rune(code).ToString());
        return true;
    }
}
