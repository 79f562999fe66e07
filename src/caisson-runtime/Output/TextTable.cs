using System.Text;

namespace Caisson.Runtime.CommandLine.Output;

/// <summary>
/// A table whose columns are as wide as their longest cell and three spaces, and 12 at least. The last column is not
/// filled up.
/// </summary>
internal static class TextTable
{
    private const int LeastWidth = 12;
    private const int Gap = 3;

    /// <summary>Makes the text.</summary>
    /// <param name="rows">The rows, the heading first, all with the same number of cells.</param>
    internal static string Format(IReadOnlyList<string[]> rows)
    {
        int[] widths = new int[rows[0].Length];
        foreach (string[] row in rows)
        {
            for (int i = 0; i < row.Length; i++)
            {
                widths[i] = Math.Max(widths[i], Math.Max(LeastWidth, WidthOf(row[i]) + Gap));
            }
        }

        StringBuilder text = new();
        foreach (string[] row in rows)
        {
            for (int i = 0; i < row.Length - 1; i++)
            {
                text.Append(row[i]).Append(' ', widths[i] - WidthOf(row[i]));
            }

            text.Append(row[^1]).Append('\n');
        }

        return text.ToString();
    }

    private static int WidthOf(string cell)
    {
        int width = 0;
        foreach (Rune _ in cell.EnumerateRunes())
        {
            width++;
        }

        return width;
    }
}
