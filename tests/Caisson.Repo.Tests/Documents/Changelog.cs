using System.Text.RegularExpressions;

namespace Caisson.Repo.Tests.Documents;

/// <summary>CHANGELOG.md keeps to the headings of Keep a Changelog 1.1, newest release first.</summary>
public static partial class Changelog
{
    private const string Name = "CHANGELOG.md";

    private static readonly string[] Kinds = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];

    /// <summary>Finds headings that are not so.</summary>
    /// <param name="tree">Where to look.</param>
    public static IEnumerable<Violation> Find(Tree tree)
    {
        SourceFile file = tree.Find(Name) ?? new SourceFile(Name, "");
        List<Markdown.Heading> headings = [.. new Markdown(file).Headings];
        if (headings is not [{ Level: 1, Title: "Changelog" }, { Level: 2, Title: "[Unreleased]" }, ..])
        {
            yield return new Violation(Name, 0, "begin with '# Changelog' and '## [Unreleased]'");
            yield break;
        }

        Version? newer = null;
        foreach (Markdown.Heading heading in headings[2..])
        {
            Match release = Release().Match(heading.Title);
            if (heading.Level == 3 ? !Kinds.Contains(heading.Title) : heading.Level != 2 || !release.Success)
            {
                yield return new Violation(
                    Name, heading.Line, $"write '## [1.2.3] - 2026-01-31', or '### ' and one of {string.Join(", ", Kinds)}");
            }
            else if (heading.Level == 2)
            {
                var version = Version.Parse(release.Groups[1].Value);
                if (newer is not null && version >= newer)
                {
                    yield return new Violation(Name, heading.Line, $"{version} stands below {newer}");
                }

                newer = version;
            }
        }
    }

    [GeneratedRegex(@"^\[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$")]
    private static partial Regex Release();
}
