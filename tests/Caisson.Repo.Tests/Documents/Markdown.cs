using System.Text.RegularExpressions;

namespace Caisson.Repo.Tests.Documents;

/// <summary>What the rules about documents look at: headings, prose, inline code and fenced blocks.</summary>
/// <param name="File">The document.</param>
public sealed partial record Markdown(SourceFile File)
{
    private List<Fence>? _fences;

    /// <summary>A fenced block.</summary>
    /// <param name="Line">The line of the opening fence, from 1.</param>
    /// <param name="Language">What stands behind the opening fence; may be empty.</param>
    /// <param name="Body">The lines between the fences.</param>
    public sealed record Fence(int Line, string Language, IReadOnlyList<string> Body);

    /// <summary>A heading.</summary>
    /// <param name="Line">From 1.</param>
    /// <param name="Level">The number of #.</param>
    /// <param name="Title">The text behind them.</param>
    public sealed record Heading(int Line, int Level, string Title)
    {
        /// <summary>The name that a link gives: lower case, blanks as hyphens, other signs left out.</summary>
        public string Anchor =>
            string.Concat(Title.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_'))
                .Replace(' ', '-');
    }

    /// <summary>The fenced blocks, in order.</summary>
    public IReadOnlyList<Fence> Fences => _fences ??= [.. FindFences()];

    /// <summary>The headings, in order.</summary>
    public IEnumerable<Heading> Headings =>
        from line in Prose
        let match = HeadingLine().Match(line.Text)
        where match.Success
        select new Heading(line.Number, match.Groups[1].Length, match.Groups[2].Value.Trim());

    /// <summary>The lines outside fenced blocks.</summary>
    public IEnumerable<(int Number, string Text)> Prose =>
        from number in Enumerable.Range(1, File.Lines.Length)
        where !Fences.Any(f => number >= f.Line && number <= f.Line + f.Body.Count + 1)
        select (number, File.Lines[number - 1]);

    /// <summary>What stands between backquotes in the prose.</summary>
    public IEnumerable<(int Number, string Text)> InlineCode =>
        from line in Prose
        from match in Backquoted().Matches(line.Text)
        select (line.Number, match.Groups[1].Value);

    /// <summary>A line without its inline code.</summary>
    /// <param name="line">A line of prose.</param>
    public static string WithoutCode(string line) => Backquoted().Replace(line, "");

    private IEnumerable<Fence> FindFences()
    {
        int open = -1;
        for (int i = 0; i < File.Lines.Length; i++)
        {
            if (!File.Lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                continue;
            }

            if (open >= 0)
            {
                yield return new Fence(open + 1, File.Lines[open][3..].Trim(), File.Lines[(open + 1)..i]);
                open = -1;
            }
            else
            {
                open = i;
            }
        }
    }

    [GeneratedRegex("^(#{1,6}) (.+)$")]
    private static partial Regex HeadingLine();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Backquoted();
}
