namespace Caisson.Integration.Tests.Images.Building;

/// <summary>Says how two lists of lines differ, in place of two long lists.</summary>
public static class Difference
{
    private const int MaxShown = 20;

    /// <summary>Fails the test unless the lists are the same.</summary>
    /// <param name="what">What the lists are of.</param>
    /// <param name="expected">What dockerd, or the test, says.</param>
    /// <param name="actual">What Caisson says.</param>
    public static void AssertNone(string what, IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        if (expected.SequenceEqual(actual, StringComparer.Ordinal))
        {
            return;
        }

        IEnumerable<string> missing = expected.Except(actual, StringComparer.Ordinal).Take(MaxShown).Select(l => "- " + l);
        IEnumerable<string> added = actual.Except(expected, StringComparer.Ordinal).Take(MaxShown).Select(l => "+ " + l);
        string[] lines = [.. missing, .. added];
        Assert.Fail(lines.Length > 0
            ? $"the {what} differs (-: expected, +: is):\n{string.Join('\n', lines)}"
            : $"the {what} has its lines in another order, or one another number of times; expected:\n"
              + $"{string.Join('\n', expected)}\n\nis:\n{string.Join('\n', actual)}");
    }
}
