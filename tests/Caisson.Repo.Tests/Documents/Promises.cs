using System.Text.RegularExpressions;

namespace Caisson.Repo.Tests.Documents;

/// <summary>
/// Each promise in SPECIFICATION.md names the test or bench that holds it. What nothing holds stands under "Goals".
/// </summary>
public static partial class Promises
{
    private const string Name = "SPECIFICATION.md";

    /// <summary>Finds promises that name nothing, or a test or bench that does not exist.</summary>
    /// <param name="tree">Where to look.</param>
    public static IEnumerable<Violation> Find(Tree tree)
    {
        SourceFile file = tree.Find(Name) ?? new SourceFile(Name, "");
        var document = new Markdown(file);
        int goals = document.Headings.FirstOrDefault(h => h is { Level: 2, Title: "Goals" })?.Line ?? int.MaxValue;
        int rows = 0;
        foreach ((int number, string text) in document.Prose.Where(p => p.Number < goals))
        {
            // | promise | held by |, but for the heading and the line below it.
            if (!text.StartsWith("| ", StringComparison.Ordinal) || text.StartsWith("| ---", StringComparison.Ordinal) ||
                file.Lines[number].StartsWith("| ---", StringComparison.Ordinal))
            {
                continue;
            }

            rows++;
            string holders = text.TrimEnd('|', ' ').Split('|')[^1];
            var names = Backquoted().Matches(holders).Select(m => m.Groups[1].Value).ToList();
            if (names.Count == 0)
            {
                yield return new Violation(Name, number, "name the test or bench that holds it, or move it to Goals");
            }

            foreach (string name in names.Where(n => !Exists(tree, n)))
            {
                yield return new Violation(Name, number, $"there is no test or bench {name}");
            }
        }

        if (rows == 0)
        {
            yield return new Violation(Name, 0, "make promises, as rows of a table");
        }
    }

    private static bool Exists(Tree tree, string name)
    {
        if (name.StartsWith("bench/", StringComparison.Ordinal))
        {
            return tree.Has(name);
        }

        string[] parts = name.Split('.');
        return tree.CSharp.Any(f =>
            f.IsBelow("tests") &&
            Regex.IsMatch(f.Text, $@"\bclass {Regex.Escape(parts[0])}\b") &&
            (parts.Length == 1 || Regex.IsMatch(f.Text, $@"\b{Regex.Escape(parts[1])}\(")));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Backquoted();
}
