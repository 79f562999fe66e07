using System.Globalization;
using System.Text;

namespace Caisson.Runtime.CommandLine.Output;

/// <summary>What ps(1) prints, reduced to the processes of a container.</summary>
internal static class ProcessTable
{
    /// <summary>Keeps the heading and the lines of some processes.</summary>
    /// <param name="table">What ps printed.</param>
    /// <param name="processIds">The processes.</param>
    /// <exception cref="ContainerException">There is no column PID, or something else than a number in it.</exception>
    internal static string Filter(string table, IReadOnlyList<int> processIds)
    {
        HashSet<int> wanted = [.. processIds];
        StringBuilder kept = new();
        int column = -1;
        foreach (ReadOnlySpan<char> line in table.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty)
            {
                continue;
            }

            if (column < 0)
            {
                column = ColumnOfProcessId(line);
                kept.Append(line).Append('\n');
            }
            else if (wanted.Contains(ProcessIdOf(line, column)))
            {
                kept.Append(line).Append('\n');
            }
        }

        return column >= 0 ? kept.ToString() : throw NoColumn();
    }

    private static int ColumnOfProcessId(ReadOnlySpan<char> heading)
    {
        for (int column = 0; ; column++)
        {
            ReadOnlySpan<char> title = Field(heading, column);
            if (title.IsEmpty)
            {
                throw NoColumn();
            }

            if (title is "PID")
            {
                return column;
            }
        }
    }

    private static int ProcessIdOf(ReadOnlySpan<char> line, int column)
    {
        ReadOnlySpan<char> field = Field(line, column);
        return int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out int processId)
            ? processId
            : throw new ContainerException($"unable to parse pid \"{field}\" in the output of ps");
    }

    /// <returns>The field of that number, the first being 0; empty if there are fewer.</returns>
    private static ReadOnlySpan<char> Field(ReadOnlySpan<char> line, int number)
    {
        ReadOnlySpan<char> rest = line.TrimStart(' ');
        for (int i = 0; ; i++)
        {
            int end = rest.IndexOf(' ');
            ReadOnlySpan<char> field = end < 0 ? rest : rest[..end];
            if (i == number || end < 0)
            {
                return i == number ? field : default;
            }

            rest = rest[end..].TrimStart(' ');
        }
    }

    private static ContainerException NoColumn() => new("couldn't find PID field in ps output");
}
