namespace Caisson.Integration.Tests.Harness;

/// <summary>What a runtime says when it fails.</summary>
public static class ErrorLine
{
    /// <summary>
    /// Fails the test unless the runtime failed with a code and one line on its standard error that contains a word.
    /// </summary>
    /// <param name="container">Whose runtime it is.</param>
    /// <param name="result">How the runtime ended.</param>
    /// <param name="code">The exit code.</param>
    /// <param name="word">The field, path or name that the line has to contain.</param>
    public static void AssertOf(Container container, CommandResult result, int code, string word)
    {
        result.Exited(code);
        string[] lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        // The reference warns before it fails, and names less: what it writes is no example to follow.
        if (container.Runtime.Path == Executables.Find(OciRuntime.ReferenceName))
        {
            Assert.NotEmpty(lines);
            return;
        }

        Assert.True(lines.Length == 1, $"{lines.Length} lines of error:\n{result}");
        Assert.True(lines[0].Contains(word, StringComparison.OrdinalIgnoreCase), $"the error does not name '{word}':\n{result}");
        Assert.Equal("", result.Output);
    }
}
