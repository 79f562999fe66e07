namespace Caisson.Linux.Cgroups.Discovery;

/// <summary>A line of <c>/proc/PID/cgroup</c>; cgroups(7).</summary>
/// <param name="IsUnified">Whether it is the version 2 hierarchy's.</param>
/// <param name="NameList">Version 1: the names between the colons, as the kernel writes them.</param>
/// <param name="Path">The process's cgroup.</param>
internal readonly record struct CgroupMembership(bool IsUnified, string NameList, string Path)
{
    /// <summary>Reads the file's text. Lines that are not understood are left out.</summary>
    public static List<CgroupMembership> Parse(ReadOnlySpan<char> text)
    {
        var result = new List<CgroupMembership>(16);
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            // hierarchy-ID:controller-list:cgroup-path, where the path may hold colons.
            int first = line.IndexOf(':');
            int second = first < 0 ? -1 : line[(first + 1)..].IndexOf(':');
            if (second < 0)
            {
                continue;
            }

            ReadOnlySpan<char> names = line[(first + 1)..(first + 1 + second)];
            ReadOnlySpan<char> path = line[(first + second + 2)..];
            if (path.Length > 0 && path[0] == '/')
            {
                bool isUnified = line[..first] is "0" && names.IsEmpty;
                result.Add(new CgroupMembership(isUnified, names.ToString(), path.ToString()));
            }
        }

        return result;
    }
}
