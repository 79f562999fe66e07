using System.Text.RegularExpressions;

namespace Caisson.Repo.Tests.Code;

/// <summary>A test's name says what is tested, when, and what comes out: <c>Unit_Condition_Outcome</c>.</summary>
public static partial class TestNames
{
    /// <summary>Finds tests whose names have fewer than three parts.</summary>
    /// <param name="tree">Where to look.</param>
    public static IEnumerable<Violation> Find(Tree tree) =>
        from file in tree.CSharp
        where file.IsBelow("tests")
        from match in Test().Matches(CSharpText.CodeOf(file.Text))
        let name = match.Groups["name"]
        where name.Value.Split('_').Length < 3
        select new Violation(file.Path, file.LineOf(name.Index), $"name {name.Value} after Unit_Condition_Outcome");

    [GeneratedRegex(@"\[\s*(Fact|Theory)\b[^;{]*?\b(public|internal)\s+(async\s+)?(void|Task|ValueTask)\s+(?<name>\w+)")]
    private static partial Regex Test();
}
