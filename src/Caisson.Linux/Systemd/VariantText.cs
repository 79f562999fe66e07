using System.Globalization;
using System.Text;
using Caisson.Linux.DBus;

namespace Caisson.Linux.Systemd;

/// <summary>
/// Values as GLib writes them (GVariant Text Format): <c>true</c>, <c>-5</c>, <c>uint64 5</c>, <c>@t 5</c>, <c>0.5</c>,
/// <c>'text'</c>, <c>['a', 'b']</c>, <c>@as []</c>. Properties of units have these types; tuples and dictionaries are not
/// read.
/// </summary>
internal ref struct VariantText
{
    private const int LengthMax = 1 << 16;
    private const int DepthMax = 8;

    private readonly ReadOnlySpan<char> _text;
    private int _position;

    private VariantText(string text) => _text = text;

    /// <summary>Reads a value.</summary>
    /// <exception cref="FormatException">It is none; the message says what is wrong.</exception>
    internal static DBusValue Parse(string text)
    {
        if (text.Length > LengthMax)
        {
            throw new FormatException($"it has {text.Length} characters, the limit is {LengthMax}");
        }

        var reader = new VariantText(text);
        DBusValue value = reader.ReadValue(type: "", 0);
        reader.SkipBlanks();
        return reader._position == text.Length ? value : throw reader.Wrong("the end");
    }

    private DBusValue ReadValue(string type, int depth)
    {
        SkipBlanks();
        return Next switch
        {
            _ when depth > DepthMax => throw new FormatException($"arrays are nested deeper than {DepthMax}"),
            '[' => ReadArray(type, depth),
            '\'' or '"' => type is "" or "s" ? DBusValue.Text(ReadQuoted()) : throw Wrong(Describe(type)),
            '@' => ReadValue(ReadSignature(), depth),
            (>= '0' and <= '9') or '-' or '+' or '.' => ReadNumber(type),
            _ => ReadWord(type, depth),
        };
    }

    private DBusValue ReadWord(string type, int depth)
    {
        int start = _position;
        while (char.IsAsciiLetterOrDigit(Next))
        {
            _position++;
        }

        ReadOnlySpan<char> word = _text[start.._position];
        if (word is "true" or "false")
        {
            return type is "" or "b" ? DBusValue.Boolean(word is "true") : throw Wrong(Describe(type));
        }

        string named = word switch
        {
            "boolean" => "b",
            "byte" => "y",
            "int16" => "n",
            "uint16" => "q",
            "int32" => "i",
            "uint32" => "u",
            "int64" => "x",
            "uint64" => "t",
            "double" => "d",
            "string" => "s",
            _ => throw WrongAt(start, "a value"),
        };
        return type is "" || type == named ? ReadValue(named, depth) : throw WrongAt(start, Describe(type));
    }

    private DBusValue ReadArray(string type, int depth)
    {
        if (type.Length > 0 && type[0] != 'a')
        {
            throw Wrong(Describe(type));
        }

        string itemType = type.Length > 0 ? type[1..] : "";
        var items = new List<DBusValue>();
        _position++;
        for (SkipBlanks(); Next != ']'; SkipBlanks())
        {
            if (items.Count > 0)
            {
                Expect(',');
            }

            items.Add(ReadValue(itemType, depth + 1));
            itemType = items[0].Signature;
            if (items[^1].Signature != itemType)
            {
                throw Wrong("an array of one type");
            }
        }

        _position++;
        return itemType.Length > 0 ? DBusValue.Array(itemType, items) : throw Wrong("a type for the empty array, such as @as");
    }

    private DBusValue ReadNumber(string type)
    {
        int start = _position;
        while (char.IsAsciiLetterOrDigit(Next) || Next is '.' or '-' or '+')
        {
            _position++;
        }

        ReadOnlySpan<char> number = _text[start.._position];
        bool isReal = number.IndexOfAny('.', 'e', 'E') >= 0 && !number.StartsWith("0x");
        type = type.Length > 0 ? type : isReal ? "d" : "i";
        ulong? bits = type switch
        {
            "d" => double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double real)
                ? BitConverter.DoubleToUInt64Bits(real)
                : null,
            "y" => Whole(number, byte.MinValue, byte.MaxValue),
            "n" => Whole(number, short.MinValue, (ulong)short.MaxValue),
            "q" => Whole(number, ushort.MinValue, ushort.MaxValue),
            "i" => Whole(number, int.MinValue, int.MaxValue),
            "u" => Whole(number, uint.MinValue, uint.MaxValue),
            "x" => Whole(number, long.MinValue, long.MaxValue),
            "t" => Whole(number, 0, ulong.MaxValue),
            _ => null,
        };
        return DBusValue.Number(type[0], bits ?? throw WrongAt(start, Describe(type)));
    }

    // Go's and GLib's writing: decimal, or hexadecimal behind 0x.
    private static ulong? Whole(ReadOnlySpan<char> text, long min, ulong max)
    {
        bool isNegative = text.StartsWith('-');
        ReadOnlySpan<char> digits = text.TrimStart("+-");
        bool isHex = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        if (text.Length - digits.Length > 1 || !ulong.TryParse(
            isHex ? digits[2..] : digits,
            isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture,
            out ulong magnitude))
        {
            return null;
        }

        return isNegative
            ? (Int128)magnitude <= -(Int128)min ? unchecked(0 - magnitude) : null
            : magnitude <= max ? magnitude : null;
    }

    private string ReadQuoted()
    {
        char quote = Next;
        var text = new StringBuilder();
        for (_position++; Next != quote; _position++)
        {
            if (Next == '\\')
            {
                _position++;
                text.Append(Next switch { 'n' => '\n', 't' => '\t', '\\' or '\'' or '"' => Next, _ => throw Wrong("\\n, \\t, \\\\, \\' or \\\"") });
            }
            else
            {
                text.Append(Next != '\0' ? Next : throw Wrong("a closing quote"));
            }
        }

        _position++;
        return text.ToString();
    }

    private string ReadSignature()
    {
        int start = ++_position;
        while (Next == 'a')
        {
            _position++;
        }

        return "bynqiuxtds".Contains(Next) ? _text[start..++_position].ToString() : throw Wrong("a type: one of b y n q i u x t d s, or an array of it");
    }

    private readonly char Next => _position < _text.Length ? _text[_position] : '\0';

    private void SkipBlanks()
    {
        while (Next is ' ' or '\t' or '\n')
        {
            _position++;
        }
    }

    private void Expect(char c)
    {
        if (Next != c)
        {
            throw Wrong($"'{c}'");
        }

        _position++;
    }

    private static string Describe(string type) => $"a value of the type \"{type}\"";

    private readonly FormatException Wrong(string expected) => WrongAt(_position, expected);

    private static FormatException WrongAt(int position, string expected) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{expected} is missing at character {position + 1}"));
}
