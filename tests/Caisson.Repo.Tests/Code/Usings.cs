using System.Text.RegularExpressions;

namespace Caisson.Repo.Tests.Code;

/// <summary>
/// Namespaces in the order that <c>dotnet format</c> gives them: those of System first, then all others, static ones,
/// aliases; each by name. It is the one thing that neither the compiler nor <c>dotnet format whitespace</c> looks at.
/// </summary>
public static partial class Usings
{
    /// <summary>Finds the first line in each file that belongs further up.</summary>
    /// <param name="tree">Where to look.</param>
    public static IEnumerable<Violation> Find(Tree tree) =>
        from file in tree.CSharp
        let usings = Directive().Matches(CSharpText.CodeOf(file.Text))
        let misplaced = usings.Zip(usings.Skip(1)).FirstOrDefault(p => Compare(p.First, p.Second) > 0).Second
        where misplaced is not null
        select new Violation(file.Path, file.LineOf(misplaced.Groups["name"].Index), $"move up: {misplaced.Value.Trim()}");

    private static int Compare(Match first, Match second)
    {
        int order = Rank(first) - Rank(second);
        return order != 0 ? order : CompareNames(first.Groups["name"].Value.Split('.'), second.Groups["name"].Value.Split('.'));
    }

    private static int Rank(Match directive) =>
        directive.Groups["alias"].Success ? 3
        : directive.Groups["static"].Success ? 2
        : directive.Groups["name"].Value.Split('.')[0] == "System" ? 0 : 1;

    private static int CompareNames(string[] first, string[] second)
    {
        foreach ((string a, string b) in first.Zip(second))
        {
            int order = string.Compare(a, b, StringComparison.OrdinalIgnoreCase);
            if (order != 0)
            {
                return order;
            }
        }

        return first.Length - second.Length;
    }

    [GeneratedRegex(@"^(global )?using (?<static>static )?((?<alias>(?<name>\w+)) = [\w.<>, ]+|(?<name>[\w.]+));", RegexOptions.Multiline)]
    private static partial Regex Directive();
}
