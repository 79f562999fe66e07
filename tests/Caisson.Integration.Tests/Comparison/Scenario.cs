namespace Caisson.Integration.Tests.Comparison;

/// <summary>
/// A file of commands, one a line, run one after the other by <c>sh</c> in a folder of their own, where <c>docker</c> is the
/// client of the engine. Lines that begin with # explain. Words in brackets before a command:
/// <list type="bullet">
/// <item>[setup] prepares; it must succeed, and what it writes is not compared.</item>
/// <item>[until] is repeated until it succeeds; what it writes is not compared.</item>
/// <item>[sorted] compares the lines of its output whatever their order.</item>
/// <item>[numbers] does not compare numbers of two digits and more.</item>
/// </list>
/// </summary>
/// <param name="Name">The file's name.</param>
/// <param name="Steps">The commands.</param>
public sealed record Scenario(string Name, IReadOnlyList<ScenarioStep> Steps)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Comparison", "Commands");

    /// <summary>All scenarios, in the order of their names.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.txt").Order(StringComparer.Ordinal).Select(Read)];

    private static Scenario Read(string file) => new(
        Path.GetFileNameWithoutExtension(file),
        [.. File.ReadAllLines(file).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#').Select(ScenarioStep.Parse)]);
}
