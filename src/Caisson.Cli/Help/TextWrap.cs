using System.Text;

namespace Caisson.Cli.Help;

/// <summary>Sets texts in lines that are not too long.</summary>
internal static class TextWrap
{
    // A word more than fits stays on the line where it would stand on the last one alone.
    private const int Slop = 5;

    /// <summary>Breaks a text at spaces.</summary>
    /// <param name="text">The text; line breaks in it stay.</param>
    /// <param name="indent">Where it begins, in columns; further lines begin there too.</param>
    /// <param name="columns">Where lines end.</param>
    internal static string Wrap(string text, int indent, int columns)
    {
        int width = columns - indent - Slop;
        string lineBreak = "\n" + new string(' ', indent);
        StringBuilder wrapped = new();
        while (true)
        {
            (string line, text) = TakeLine(text, width);
            wrapped.Append(line.Replace("\n", lineBreak, StringComparison.Ordinal));
            if (text.Length == 0)
            {
                return wrapped.ToString();
            }

            wrapped.Append(lineBreak);
        }
    }

    private static (string Line, string Remainder) TakeLine(string text, int width)
    {
        if (text.Length < width + Slop)
        {
            return (text, "");
        }

        ReadOnlySpan<char> window = text.AsSpan(0, width);
        int space = window.LastIndexOfAny(' ', '\n');
        int line = window.LastIndexOf('\n');
        int end = line > 0 ? line : space;
        return end <= 0 ? (text, "") : (text[..end], text[(end + 1)..]);
    }
}
