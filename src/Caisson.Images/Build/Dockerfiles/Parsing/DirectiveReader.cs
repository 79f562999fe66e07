namespace Caisson.Images.Build.Dockerfiles.Parsing;

/// <summary>
/// Parser directives: <c># name=value</c> at the very top. The first line that is none, be it empty or another comment,
/// ends them.
/// </summary>
internal sealed class DirectiveReader
{
    private bool _done;

    /// <summary>What was found so far.</summary>
    internal ParserDirectives Found { get; private set; } = new();

    private bool _hasEscape;

    /// <summary>Looks at a line, white space before it stripped.</summary>
    internal void Read(ReadOnlySpan<char> line, int number)
    {
        if (_done)
        {
            return;
        }

        if (!TrySplit(line, out string name, out string value))
        {
            _done = true;
            return;
        }

        switch (name)
        {
            case "escape":
                CheckFirst(!_hasEscape, name, number);
                _hasEscape = true;
                Found = value is "\\" or "`"
                    ? Found with { EscapeToken = value[0] }
                    : throw DockerfileError.At(number, $@"invalid escape token '{value}' does not match ` or \");
                break;
            case "syntax":
                CheckFirst(Found.Syntax is null, name, number);
                Found = Found with { Syntax = value };
                break;
            case "check":
                CheckFirst(Found.Check is null, name, number);
                Found = Found with { Check = value };
                break;
            default:
                _done = true;
                break;
        }
    }

    private static void CheckFirst(bool isFirst, string name, int number)
    {
        if (!isFirst)
        {
            throw DockerfileError.At(number, $"only one {name} parser directive can be used");
        }
    }

    private static bool TrySplit(ReadOnlySpan<char> line, out string name, out string value)
    {
        name = value = "";
        int equals = line.IndexOf('=');
        if (line.IsEmpty || line[0] != '#' || equals < 0)
        {
            return false;
        }

        ReadOnlySpan<char> key = line[1..equals].Trim();
        ReadOnlySpan<char> text = line[(equals + 1)..].Trim();
        if (key.IsEmpty || !char.IsAsciiLetter(key[0]) || text.IsEmpty)
        {
            return false;
        }

        foreach (char c in key)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }
        }

        name = key.ToString().ToLowerInvariant();
        value = text.ToString();
        return true;
    }
}
