using System.Globalization;
using System.Text;

namespace Caisson.Runtime.CommandLine.Options;

/// <summary>
/// Booleans, integers and quoted text as Go's strconv writes and reads them: callers of runc write such values, and
/// some of them look for such words in what comes back.
/// </summary>
internal static class GoText
{
    /// <summary>What the flag package says of a value that cannot be read.</summary>
    internal const string ParseError = "parse error";

    /// <summary>What strconv says of a text that is no number.</summary>
    internal const string InvalidSyntax = "invalid syntax";

    /// <summary>What both say of a number that does not fit.</summary>
    internal const string OutOfRange = "value out of range";

    /// <summary>Reads a boolean; strconv.ParseBool.</summary>
    internal static bool TryParseBoolean(string text, out bool value)
    {
        value = text is "1" or "t" or "T" or "TRUE" or "true" or "True";
        return value || text is "0" or "f" or "F" or "FALSE" or "false" or "False";
    }

    /// <summary>
    /// Reads an integer whose prefix tells its base: <c>0x</c>, <c>0o</c> or a leading 0, <c>0b</c>, else decimal.
    /// An underscore may stand between two digits if there is such a prefix; strconv.ParseInt with base 0.
    /// </summary>
    internal static NumberParse TryParseInteger(string text, out long value)
    {
        value = 0;
        ReadOnlySpan<char> rest = text;
        bool negative = rest.StartsWith('-');
        if (negative || rest.StartsWith('+'))
        {
            rest = rest[1..];
        }

        uint radix = TakePrefix(ref rest);
        if (rest.IsEmpty)
        {
            return NumberParse.Malformed;
        }

        UInt128 magnitude = 0;
        bool afterDigit = radix != 10;
        bool allowsUnderscore = radix != 10;
        for (int i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '_' && allowsUnderscore && afterDigit && i + 1 < rest.Length)
            {
                afterDigit = false;
                continue;
            }

            int digit = DigitOf(rest[i]);
            if (digit < 0 || digit >= radix)
            {
                return NumberParse.Malformed;
            }

            // Beyond 64 bits only the fact that it is beyond matters, not by how much.
            magnitude = magnitude > ulong.MaxValue ? magnitude : (magnitude * radix) + (uint)digit;
            afterDigit = true;
        }

        if (magnitude > (negative ? 1UL << 63 : long.MaxValue))
        {
            return NumberParse.OutOfRange;
        }

        value = negative ? unchecked(-(long)(ulong)magnitude) : (long)magnitude;
        return NumberParse.Ok;
    }

    /// <summary>Text in double quotes with what cannot be printed escaped; strconv.Quote.</summary>
    internal static string Quote(string text)
    {
        StringBuilder quoted = new(text.Length + 2);
        quoted.Append('"');
        foreach (char c in text)
        {
            switch (c)
            {
                case '"' or '\\':
                    quoted.Append('\\').Append(c);
                    break;
                case >= '\a' and <= '\r':
                    quoted.Append('\\').Append("abtnvfr"[c - '\a']);
                    break;
                case < ' ' or '\x7f':
                    quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
                    break;
                case >= '\x80' and < '\xa0' or >= '\u2028' and <= '\u2029':
                    quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
                default:
                    quoted.Append(c);
                    break;
            }
        }

        return quoted.Append('"').ToString();
    }

    private static uint TakePrefix(ref ReadOnlySpan<char> digits)
    {
        if (digits.Length < 2 || digits[0] != '0')
        {
            return 10;
        }

        (uint radix, int length) = digits[1] switch
        {
            'x' or 'X' => (16u, 2),
            'o' or 'O' => (8u, 2),
            'b' or 'B' => (2u, 2),
            _ => (8u, 1),
        };
        digits = digits[length..];
        return radix;
    }

    private static int DigitOf(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => -1,
    };
}
