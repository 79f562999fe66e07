using System.Runtime.CompilerServices;

namespace Caisson.Repo.Tests;

/// <summary>One place where a rule is broken.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">From 1; 0 for the file as a whole.</param>
/// <param name="What">What is wrong and what to do about it.</param>
public sealed record Violation(string Path, int Line, string What)
{
    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? $"{Path}: {What}" : $"{Path}:{Line}: {What}";

    /// <summary>Fails the test with every violation in a line of its own.</summary>
    /// <param name="violations">What a rule found in the checkout.</param>
    public static void AssertNone(IEnumerable<Violation> violations)
    {
        List<Violation> found = [.. violations];
        if (found.Count > 0)
        {
            Assert.Fail(string.Join('\n', found));
        }
    }

    /// <summary>Fails the test unless the rule finds exactly one place in a sample, on that line.</summary>
    /// <param name="line">The line of the sample's first file that breaks the rule; 0 for the file as a whole.</param>
    /// <param name="violations">What the rule found in the sample.</param>
    /// <param name="rule">Filled in by the compiler.</param>
    public static void AssertFound(
        int line,
        IEnumerable<Violation> violations,
        [CallerArgumentExpression(nameof(violations))] string rule = "")
    {
        List<Violation> found = [.. violations];
        if (found.Count != 1 || found[0].Line != line)
        {
            Assert.Fail($"{rule}: expected one violation, on line {line}; found: {string.Join(" | ", found)}");
        }
    }
}
