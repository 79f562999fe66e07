using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Caisson.Images.Build.Dockerfiles.Parsing;

/// <summary>
/// Takes a Dockerfile apart into instructions: strips comments and empty lines, joins continued lines, obeys the parser
/// directives, and collects documents. Each character is looked at a fixed number of times.
/// </summary>
internal sealed class LogicalLineReader
{
    private const char ByteOrderMark = '\uFEFF';

    private readonly string _text;
    private readonly DirectiveReader _directives = new();
    private readonly List<string> _warnings = [];
    private int _position;
    private int _line;

    internal LogicalLineReader(string text)
    {
        _text = text;
        _position = text.StartsWith(ByteOrderMark) ? 1 : 0;
    }

    /// <summary>The directives that were found; complete once the first line has been read.</summary>
    internal ParserDirectives Directives => _directives.Found;

    internal char EscapeToken => Directives.EscapeToken;

    /// <summary>What was found on the way.</summary>
    internal IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Reads the next instruction.</summary>
    /// <returns>False at the end of the text.</returns>
    internal bool TryRead([NotNullWhen(true)] out LogicalLine? line)
    {
        while (TryReadPhysical(out ReadOnlySpan<char> physical))
        {
            ReadOnlySpan<char> start = physical.TrimStart();
            _directives.Read(start, _line);
            if (start.IsEmpty || start[0] == '#')
            {
                continue;
            }

            int firstLine = _line;
            string text = Continue(start);
            line = new LogicalLine(text, firstLine, _line, []);
            if (text.Contains("<<", StringComparison.Ordinal) && CommandSplitter.TakesHeredocs(text))
            {
                IReadOnlyList<Heredoc> documents = ReadHeredocs(text, firstLine);
                line = line with { Heredocs = documents, LastLine = _line };
            }

            return true;
        }

        line = null;
        return false;
    }

    private string Continue(ReadOnlySpan<char> start)
    {
        if (!Continues(ref start))
        {
            return start.ToString();
        }

        StringBuilder joined = new();
        joined.Append(start);
        bool hasEmptyLine = false;
        while (TryReadPhysical(out ReadOnlySpan<char> next))
        {
            ReadOnlySpan<char> trimmed = next.TrimStart();
            if (trimmed.IsEmpty)
            {
                hasEmptyLine = true;
                continue;
            }

            if (trimmed[0] == '#')
            {
                continue;
            }

            bool goesOn = Continues(ref next);
            joined.Append(next);
            if (!goesOn)
            {
                break;
            }
        }

        string text = joined.ToString();
        if (hasEmptyLine)
        {
            _warnings.Add($"Empty continuation line found in: {text}");
        }

        return text;
    }

    // The escape token continues a line where it stands last, blanks aside, and is not escaped itself.
    private bool Continues(ref ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> trimmed = line.TrimEnd(" \t");
        char escape = EscapeToken;
        if (trimmed.IsEmpty || trimmed[^1] != escape || (trimmed.Length > 1 && trimmed[^2] == escape))
        {
            return false;
        }

        line = trimmed[..^1];
        return true;
    }

    private List<Heredoc> ReadHeredocs(string text, int firstLine)
    {
        List<Heredoc> documents = [];
        foreach (HeredocMarker marker in HeredocMarker.Find(text))
        {
            StringBuilder content = new();
            while (true)
            {
                int begin = _position;
                if (!TryReadPhysical(out ReadOnlySpan<char> line))
                {
                    throw DockerfileError.At(firstLine, "unterminated heredoc");
                }

                if ((marker.StripsTabs ? line.TrimStart('\t') : line).SequenceEqual(marker.Name))
                {
                    break;
                }

                content.Append(_text, begin, _position - begin);
            }

            documents.Add(new Heredoc(marker.Name, content.ToString(), marker.Expands, marker.StripsTabs));
        }

        return documents;
    }

    // A line without its end: CR, LF, or several CR before LF, as Docker trims them.
    private bool TryReadPhysical(out ReadOnlySpan<char> line)
    {
        if (_position >= _text.Length)
        {
            line = default;
            return false;
        }

        ReadOnlySpan<char> rest = _text.AsSpan(_position);
        int end = rest.IndexOf('\n');
        line = end < 0 ? rest : rest[..end];
        _line++;
        _position += end < 0 ? rest.Length : end + 1;
        if (line.Length > DockerfileLimits.MaxLineBytes / 3 && Encoding.UTF8.GetByteCount(line) > DockerfileLimits.MaxLineBytes)
        {
            throw DockerfileError.At(
                _line, $"dockerfile line greater than max allowed size of {DockerfileLimits.MaxLineBytes}");
        }

        line = line.TrimEnd('\r');
        return true;
    }
}
