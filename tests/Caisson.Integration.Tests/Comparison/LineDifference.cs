namespace Caisson.Integration.Tests.Comparison;

/// <summary>The lines that two texts do not have in common, in their order.</summary>
internal static class LineDifference
{
    /// <summary>Compares two texts by their longest common subsequence.</summary>
    /// <param name="expected">Lines that appear behind <c>- </c> where only this has them.</param>
    /// <param name="actual">Lines that appear behind <c>+ </c> where only this has them.</param>
    public static List<string> Between(string[] expected, string[] actual)
    {
        int[,] common = new int[expected.Length + 1, actual.Length + 1];
        for (int i = expected.Length - 1; i >= 0; i--)
        {
            for (int j = actual.Length - 1; j >= 0; j--)
            {
                common[i, j] = expected[i] == actual[j]
                    ? common[i + 1, j + 1] + 1
                    : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var lines = new List<string>();
        int e = 0;
        int a = 0;
        while (e < expected.Length || a < actual.Length)
        {
            if (e < expected.Length && a < actual.Length && expected[e] == actual[a])
            {
                e++;
                a++;
            }
            else if (a == actual.Length || (e < expected.Length && common[e + 1, a] >= common[e, a + 1]))
            {
                lines.Add("- " + expected[e++]);
            }
            else
            {
                lines.Add("+ " + actual[a++]);
            }
        }

        return lines;
    }
}
