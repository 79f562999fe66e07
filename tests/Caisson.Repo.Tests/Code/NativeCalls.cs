using System.Text.RegularExpressions;

namespace Caisson.Repo.Tests.Code;

/// <summary>P/Invoke has one home, and each function there names the manual page that explains it.</summary>
public static partial class NativeCalls
{
    private const string Home = "src/Caisson.Linux/Native";

    // Tests that must not stand on the library under test: those of the published executable, and those that compare
    // with what another library does.
    private static readonly string[] HomesInTests =
    [
        "tests/Caisson.Integration.Tests/Harness/Native/",
        "tests/Caisson.Linux.Tests/Seccomp/LibSeccompOracle.cs",
    ];

    /// <summary>Finds imports outside their home, and the old kind anywhere.</summary>
    /// <param name="tree">Where to look.</param>
    public static IEnumerable<Violation> FindStray(Tree tree)
    {
        foreach (SourceFile file in tree.CSharp)
        {
            foreach (Match match in Import().Matches(CSharpText.CodeOf(file.Text)))
            {
                if (match.Groups[1].Value == "DllImport")
                {
                    yield return new Violation(file.Path, file.LineOf(match.Index), "use LibraryImport");
                }
                else if (!file.IsBelow(Home) && !HomesInTests.Any(h => file.Path.StartsWith(h, StringComparison.Ordinal)))
                {
                    yield return new Violation(
                        file.Path, file.LineOf(match.Index), $"move it to {Home} and call a wrapper of Caisson.Linux");
                }
            }
        }
    }

    /// <summary>Finds imports whose doc comment names no manual page, <c>mount(2)</c> say.</summary>
    /// <param name="tree">Where to look.</param>
    public static IEnumerable<Violation> FindUndocumented(Tree tree)
    {
        foreach (SourceFile file in tree.CSharp.Where(f => f.IsBelow(Home)))
        {
            foreach (Match match in Import().Matches(CSharpText.CodeOf(file.Text)))
            {
                int line = file.LineOf(match.Index);
                int first = line - 1;
                while (first > 0 && file.Lines[first - 1].TrimStart() is ['/', '/', '/', ..] or ['[', ..])
                {
                    first--;
                }

                if (!file.Lines[first..line].Any(l => l.Contains("///", StringComparison.Ordinal) && Page().IsMatch(l)))
                {
                    yield return new Violation(file.Path, line, "name the manual page in its doc comment: mount(2)");
                }
            }
        }
    }

    [GeneratedRegex(@"\b(LibraryImport|DllImport)\s*\(")]
    private static partial Regex Import();

    [GeneratedRegex(@"\w\(\d\w*\)")]
    private static partial Regex Page();
}
