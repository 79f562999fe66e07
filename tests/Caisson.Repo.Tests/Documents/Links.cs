using System.Text.RegularExpressions;

namespace Caisson.Repo.Tests.Documents;

/// <summary>A link into the checkout leads to a file that exists, and to a heading that it has.</summary>
public static partial class Links
{
    /// <summary>Finds links that lead nowhere.</summary>
    /// <param name="tree">Where to look.</param>
    public static IEnumerable<Violation> Find(Tree tree)
    {
        foreach (SourceFile file in tree.Documents)
        {
            foreach ((int number, string text) in new Markdown(file).Prose)
            {
                foreach (Match match in Link().Matches(Markdown.WithoutCode(text)))
                {
                    string target = match.Groups[1].Value;
                    if (!Outside().IsMatch(target) && Explain(tree, file, target) is { } what)
                    {
                        yield return new Violation(file.Path, number, what);
                    }
                }
            }
        }
    }

    private static string? Explain(Tree tree, SourceFile file, string target)
    {
        string[] parts = target.Split('#', 2);
        string path = parts[0].Length == 0 ? file.Path : Resolve(file.Folder, parts[0]);
        if (!tree.Has(path))
        {
            return $"the link leads nowhere: there is no {path}";
        }

        return parts.Length == 2 && tree.Find(path) is { } there &&
            !new Markdown(there).Headings.Any(h => h.Anchor == parts[1])
                ? $"the link leads nowhere: {path} has no heading #{parts[1]}"
                : null;
    }

    private static string Resolve(string folder, string relative)
    {
        var parts = new List<string>(folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (string part in relative.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^[a-z]+:")]
    private static partial Regex Outside();
}
