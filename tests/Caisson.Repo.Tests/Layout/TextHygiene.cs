namespace Caisson.Repo.Tests.Layout;

/// <summary>UTF-8 without a byte order mark, lines that end in LF, one at the end, none with blanks behind.</summary>
public static class TextHygiene
{
    /// <summary>Finds the first place in each file that is not so.</summary>
    /// <param name="tree">Where to look.</param>
    public static IEnumerable<Violation> Find(Tree tree)
    {
        foreach (SourceFile file in tree.Files)
        {
            if (file.Text.Contains('\0') || file.Text.Length == 0)
            {
                continue;
            }

            if (file.Text[0] == '\uFEFF')
            {
                yield return new Violation(file.Path, 1, "remove the byte order mark");
            }
            else if (file.Text.IndexOf('\r') is var carriageReturn and >= 0)
            {
                yield return new Violation(file.Path, file.LineOf(carriageReturn), "end lines with LF, not CR LF");
            }
            else if (file.Text.IndexOf('\uFFFD') is var notText and >= 0)
            {
                yield return new Violation(file.Path, file.LineOf(notText), "write UTF-8");
            }
            else if (file.Text[^1] != '\n')
            {
                yield return new Violation(file.Path, file.Lines.Length, "end the last line");
            }
            else if (Array.FindIndex(file.Lines, l => l.Length > 0 && l[^1] is ' ' or '\t') is var blank and >= 0)
            {
                yield return new Violation(file.Path, blank + 1, "remove the blanks at the end of the line");
            }
        }
    }
}
