namespace Caisson.Linux.Cgroups.Statistics;

/// <summary>Reads RDMA files.</summary>
internal static class RdmaStatsReader
{
    /// <summary>Lines like <c>mlx4_0 hca_handle=2 hca_object=max</c>.</summary>
    public static List<CgroupRdmaEntry> Parse(ReadOnlySpan<char> text)
    {
        var result = new List<CgroupRdmaEntry>();
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            int space = line.IndexOf(' ');
            if (space <= 0)
            {
                continue;
            }

            uint handles = 0;
            uint objects = 0;
            ReadOnlySpan<char> terms = line[(space + 1)..];
            foreach (Range range in terms.Split(' '))
            {
                ReadOnlySpan<char> term = terms[range];
                uint value = (uint)Math.Min(CgroupNumber.Parse(term[(term.IndexOf('=') + 1)..]), uint.MaxValue);
                handles = term.StartsWith("hca_handle=") ? value : handles;
                objects = term.StartsWith("hca_object=") ? value : objects;
            }

            result.Add(new CgroupRdmaEntry(line[..space].ToString(), handles, objects));
        }

        return result;
    }
}
