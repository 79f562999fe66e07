using System.Text.RegularExpressions;

namespace Caisson.Repo.Tests.Layout;

/// <summary>Each project under src is a floor: it may use only projects on floors below, none beside it.</summary>
public static partial class ProjectReferences
{
    /// <summary>Above every library; no executable uses another.</summary>
    private const int Executables = 6;

    // docs/architecture.md shows the same as a picture.
    private static readonly Dictionary<string, int> Floors = new(StringComparer.Ordinal)
    {
        ["Caisson.Formatting"] = 0,
        ["Caisson.Linux"] = 0,
        ["Caisson.Oci"] = 0,
        ["Caisson.Virtio"] = 1,
        ["Caisson.Images"] = 2,
        ["Caisson.Network"] = 2,
        ["Caisson.Runtime"] = 2,
        ["Caisson.Vmm"] = 2,
        ["Caisson.Keeping"] = 3,
        ["Caisson.Engine"] = 4,
        ["Caisson.Api"] = 5,
        ["Caisson.Cli"] = 5,
        ["caisson"] = Executables,
        ["caisson-keeper"] = Executables,
        ["caisson-runtime"] = Executables,
        ["caissond"] = Executables,
    };

    // What ships depends on .NET's base libraries alone; an exception is listed here, with its reason.
    private static readonly string[] AllowedPackages =
    [
        "Microsoft.Data.Sqlite.Core", // the engine's state: a database that survives a crash is nobody's side project
        "SQLitePCLRaw.provider.sqlite3", // calls Debian's SQLite, which is linked in
        "Spectre.Console", // bars that move, on terminals of every kind
        "ZstdSharp.Port", // the base libraries know no zstd
    ];

    /// <summary>Finds references that go up or sideways, and packages in what ships.</summary>
    /// <param name="tree">Where to look.</param>
    public static IEnumerable<Violation> Find(Tree tree)
    {
        foreach (SourceFile project in tree.Projects.Where(p => p.IsBelow("src")))
        {
            string name = project.Name[..^".csproj".Length];
            if (!Floors.TryGetValue(name, out int floor))
            {
                yield return new Violation(project.Path, 0, $"give {name} a floor in {nameof(ProjectReferences)}.cs");
                continue;
            }

            foreach (Match match in Reference().Matches(project.Text))
            {
                int line = project.LineOf(match.Index);
                string target = match.Groups["path"].Value.Split('/', '\\')[^1].Replace(".csproj", "", StringComparison.Ordinal);
                if (match.Groups["kind"].Value == "Package")
                {
                    if (!AllowedPackages.Contains(target))
                    {
                        yield return new Violation(project.Path, line, $"{name} ships: do without the package {target}");
                    }
                }
                else if (!Floors.TryGetValue(target, out int below) || below >= floor)
                {
                    yield return new Violation(
                        project.Path, line, $"{name} must not use {target}: references go down, never up or sideways");
                }
            }
        }
    }

    /// <summary>Finds tests that reach past the library that they mirror.</summary>
    /// <param name="tree">Where to look.</param>
    public static IEnumerable<Violation> FindInTests(Tree tree)
    {
        foreach (SourceFile project in tree.Projects.Where(p => p.IsBelow("tests")))
        {
            string mirrored = project.Name.Replace(".Tests.csproj", "", StringComparison.Ordinal);
            int floor = Floors.GetValueOrDefault(mirrored, Executables + 1);
            foreach (Match match in Reference().Matches(project.Text).Where(m => m.Groups["kind"].Value == "Project"))
            {
                string target = match.Groups["path"].Value.Split('/', '\\')[^1].Replace(".csproj", "", StringComparison.Ordinal);
                if (target != mirrored && Floors.GetValueOrDefault(target, int.MaxValue) >= floor)
                {
                    yield return new Violation(
                        project.Path, project.LineOf(match.Index), $"tests of {mirrored} must not use {target}");
                }
            }
        }
    }

    [GeneratedRegex("<(?<kind>Project|Package)Reference\\s+Include=\"(?<path>[^\"]+)\"")]
    private static partial Regex Reference();
}
