using System.Globalization;
using System.Text;
using Caisson.Formatting.Templates.Evaluation;

namespace Caisson.Formatting.Templates.Printing;

/// <summary>Go's fmt.Sprintf, with its ways to say in the text what is wrong with a format.</summary>
internal ref struct GoFormat
{
    // fmt: larger widths and precisions are not taken.
    private const int MaxWidth = 1_000_000;

    private readonly string _format;
    private readonly ReadOnlySpan<object?> _arguments;
    private readonly StringBuilder _output = new();
    private int _index;
    private int _argument;
    private bool _isReordered;
    private bool _isGoodIndex;

    private GoFormat(string format, ReadOnlySpan<object?> arguments)
    {
        _format = format;
        _arguments = arguments;
    }

    /// <summary>Fills a format in.</summary>
    internal static string Format(string format, ReadOnlySpan<object?> arguments)
    {
        GoFormat state = new(format, arguments);
        return state.Run();
    }

    private string Run()
    {
        while (_index < _format.Length)
        {
            int percent = _format.IndexOf('%', _index);
            percent = percent < 0 ? _format.Length : percent;
            _output.Append(_format, _index, percent - _index);
            _index = percent + 1;
            if (percent < _format.Length)
            {
                Verb();
            }
        }

        AppendExtra();
        return _output.ToString();
    }

    private void Verb()
    {
        _isGoodIndex = true;
        VerbFlags flags = Flags();
        bool afterIndex = ArgumentIndex();
        int? width = Amount(afterIndex, ref flags, isPrecision: false);
        int? precision = null;
        if (_index < _format.Length && _format[_index] == '.')
        {
            _index++;
            _isGoodIndex &= !afterIndex || !_isReordered || width is not null;
            afterIndex = ArgumentIndex();
            precision = Amount(afterIndex, ref flags, isPrecision: true) ?? 0;
        }

        if (!afterIndex)
        {
            ArgumentIndex();
        }

        if (_index >= _format.Length)
        {
            _output.Append("%!(NOVERB)");
            return;
        }

        Rune.DecodeFromUtf16(_format.AsSpan(_index), out Rune verb, out int used);
        _index += used;
        if (verb.Value == '%')
        {
            _output.Append('%');
        }
        else if (!_isGoodIndex)
        {
            _output.Append("%!").Append(verb.ToString()).Append("(BADINDEX)");
        }
        else if (_argument >= _arguments.Length)
        {
            _output.Append("%!").Append(verb.ToString()).Append("(MISSING)");
        }
        else
        {
            new GoVerb(verb, flags, width, precision).Append(_output, _arguments[_argument++]);
        }
    }

    private VerbFlags Flags()
    {
        VerbFlags flags = VerbFlags.None;
        for (; _index < _format.Length; _index++)
        {
            VerbFlags flag = _format[_index] switch
            {
                '-' => VerbFlags.Left,
                '+' => VerbFlags.Plus,
                ' ' => VerbFlags.Space,
                '#' => VerbFlags.Sharp,
                '0' => VerbFlags.Zero,
                _ => VerbFlags.None,
            };
            if (flag == VerbFlags.None)
            {
                break;
            }

            flags |= flag;
        }

        return flags;
    }

    // A width or precision: digits, or an asterisk for an argument.
    private int? Amount(bool afterIndex, ref VerbFlags flags, bool isPrecision)
    {
        if (_index < _format.Length && _format[_index] == '*')
        {
            _index++;
            object? value = _argument < _arguments.Length ? _arguments[_argument++] : null;
            if (value is not long amount || amount is < -MaxWidth or > MaxWidth || (isPrecision && amount < 0))
            {
                _output.Append(isPrecision ? "%!(BADPREC)" : "%!(BADWIDTH)");
                return null;
            }

            flags |= amount < 0 ? VerbFlags.Left : VerbFlags.None;
            return (int)Math.Abs(amount);
        }

        int start = _index;
        int number = 0;
        while (_index < _format.Length && char.IsAsciiDigit(_format[_index]))
        {
            number = (number * 10) + (_format[_index++] - '0');
            if (number > MaxWidth)
            {
                // As fmt: the number is dropped, and what is left of it is taken for a verb.
                return null;
            }
        }

        _isGoodIndex &= _index == start || !afterIndex;
        return _index > start ? number : null;
    }

    // %[2]d: which argument comes next. True where there was such a thing.
    private bool ArgumentIndex()
    {
        if (_index >= _format.Length || _format[_index] != '[')
        {
            return false;
        }

        _isReordered = true;
        int end = _format.IndexOf(']', _index);
        if (end < 0)
        {
            _isGoodIndex = false;
            _index++;
            return false;
        }

        ReadOnlySpan<char> text = _format.AsSpan(_index + 1, end - _index - 1);
        _index = end + 1;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            || number < 1 || number > _arguments.Length)
        {
            _isGoodIndex = false;
            return true;
        }

        _argument = number - 1;
        return true;
    }

    private readonly void AppendExtra()
    {
        if (_isReordered || _argument >= _arguments.Length)
        {
            return;
        }

        _output.Append("%!(EXTRA ");
        for (int i = _argument; i < _arguments.Length; i++)
        {
            _output.Append(i > _argument ? ", " : "");
            _output.Append(_arguments[i] is { } value ? $"{GoType.Name(value)}={GoPrint.Value(value)}" : "<nil>");
        }

        _output.Append(')');
    }
}
