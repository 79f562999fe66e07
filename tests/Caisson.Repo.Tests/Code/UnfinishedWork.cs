using System.Text.RegularExpressions;

namespace Caisson.Repo.Tests.Code;

/// <summary>What is left for later is an issue, not a mark in the code.</summary>
public static partial class UnfinishedWork
{
    /// <summary>Finds marks, stubs, and tests that are switched off whatever the machine has.</summary>
    /// <param name="tree">Where to look.</param>
    public static IEnumerable<Violation> Find(Tree tree)
    {
        foreach (SourceFile file in tree.CSharp)
        {
            foreach (Match match in Mark().Matches(CSharpText.CommentsOf(file.Text)))
            {
                yield return Left(file, match);
            }

            string code = CSharpText.CodeOf(file.Text);
            foreach (Match match in Stub().Matches(code))
            {
                yield return new Violation(file.Path, file.LineOf(match.Index), "finish it, or leave it out");
            }

            foreach (Match match in Skip().Matches(code))
            {
                yield return new Violation(
                    file.Path, file.LineOf(match.Index), "skip with Assert.Skip, where the machine lacks something");
            }
        }

        foreach (SourceFile script in tree.Scripts)
        {
            foreach (Match match in ScriptMark().Matches(script.Text))
            {
                yield return Left(script, match);
            }
        }
    }

    private static Violation Left(SourceFile file, Match match) =>
        new(file.Path, file.LineOf(match.Index), $"finish it, or file an issue, and remove '{match.Value}'");

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|\b[Ff]or now\b")]
    private static partial Regex Mark();

    [GeneratedRegex(@"#.*\b(TODO|FIXME|HACK|XXX|[Ff]or now)\b")]
    private static partial Regex ScriptMark();

    [GeneratedRegex(@"\bNotImplementedException\b")]
    private static partial Regex Stub();

    [GeneratedRegex(@"\b(Fact|Theory)\s*\([^)]*\bSkip\s*=")]
    private static partial Regex Skip();
}
