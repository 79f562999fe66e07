using System.Text.RegularExpressions;

namespace Caisson.Repo.Tests.Layout;

/// <summary>The solution names every project, and nothing that does not exist: what it lacks is never built.</summary>
public static partial class SolutionEntries
{
    private const string Solution = "Caisson.slnx";

    /// <summary>Finds projects that the solution lacks, and entries without a project.</summary>
    /// <param name="tree">Where to look.</param>
    public static IEnumerable<Violation> Find(Tree tree)
    {
        SourceFile solution = tree.Find(Solution) ?? new SourceFile(Solution, "");
        var entries = Entry().Matches(solution.Text).ToDictionary(m => m.Groups[1].Value, m => solution.LineOf(m.Index));
        foreach (SourceFile project in tree.Projects.Where(p => !entries.ContainsKey(p.Path)))
        {
            yield return new Violation(Solution, 0, $"add {project.Path}");
        }

        foreach ((string path, int line) in entries.Where(e => tree.Find(e.Key) is null))
        {
            yield return new Violation(Solution, line, $"there is no {path}");
        }
    }

    [GeneratedRegex("<Project Path=\"([^\"]+)\"")]
    private static partial Regex Entry();
}
