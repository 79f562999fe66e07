using System.Text;

namespace Caisson.Formatting.Tables;

/// <summary>
/// Lines whose cells end in tabs, set in columns: as Go's text/tabwriter does with the settings of Docker's client. A
/// column is a run of lines that all have a cell there; a line's last cell, which no tab ends, belongs to none.
/// </summary>
public static class TableText
{
    private const int MinWidth = 10;
    private const int Padding = 3;

    /// <summary>Sets a text in columns.</summary>
    /// <param name="text">Lines with tabs.</param>
    /// <param name="minWidth">How wide a column is at least.</param>
    /// <param name="padding">What stands behind a cell at least.</param>
    public static string Align(string text, int minWidth = MinWidth, int padding = Padding)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[][] lines = [.. text.Split('\n').Select(l => l.Split('\t'))];
        int[][] widths = [.. lines.Select(l => new int[l.Length - 1])];
        for (int line = 0; line < lines.Length; line++)
        {
            for (int column = 0; column < widths[line].Length; column++)
            {
                if (widths[line][column] == 0)
                {
                    Measure(lines, widths, line, column, minWidth, padding);
                }
            }
        }

        StringBuilder aligned = new(text.Length * 2);
        for (int line = 0; line < lines.Length; line++)
        {
            aligned.Append(line > 0 ? "\n" : "");
            for (int column = 0; column < widths[line].Length; column++)
            {
                string cell = lines[line][column];
                aligned.Append(cell).Append(' ', widths[line][column] - Length(cell));
            }

            aligned.Append(lines[line][^1]);
        }

        return aligned.ToString();
    }

    private static void Measure(string[][] lines, int[][] widths, int first, int column, int minWidth, int padding)
    {
        int width = minWidth;
        int end = first;
        for (; end < lines.Length && widths[end].Length > column; end++)
        {
            width = Math.Max(width, Length(lines[end][column]) + padding);
        }

        for (int line = first; line < end; line++)
        {
            widths[line][column] = width;
        }
    }

    private static int Length(string cell) => cell.EnumerateRunes().Count();
}
