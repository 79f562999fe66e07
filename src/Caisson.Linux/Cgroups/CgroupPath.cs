namespace Caisson.Linux.Cgroups;

/// <summary>A container's cgroup as its configuration names it, made safe: it cannot lead out of a hierarchy.</summary>
internal readonly record struct CgroupPath
{
    private const int PathMax = 4096;
    private const int NameMax = 255;

    private CgroupPath(bool isAbsolute, string relative)
    {
        IsAbsolute = isAbsolute;
        Relative = relative;
    }

    /// <summary>Whether it counts from the hierarchies' roots, rather than from the caller's own cgroup.</summary>
    public bool IsAbsolute { get; }

    /// <summary>The names, joined by slashes, with none at either end.</summary>
    public string Relative { get; }

    /// <summary>
    /// Resolves <c>.</c>, <c>..</c> and doubled slashes by the text alone, as runc does: <c>..</c> at the top stays
    /// there.
    /// </summary>
    /// <exception cref="CgroupException">
    /// Nothing remains: that would be the root of the hierarchies, or the caller's own cgroup, which are nobody's to
    /// limit, kill and remove; or a name is one that the kernel does not take.
    /// </exception>
    public static CgroupPath Parse(string path)
    {
        if (path.Length >= PathMax)
        {
            throw new CgroupException(
                $"cgroup: the cgroups path has {path.Length} characters, the limit is {PathMax - 1}");
        }

        var names = new List<string>();
        foreach (string name in path.Split('/'))
        {
            if (name == "..")
            {
                if (names.Count > 0)
                {
                    names.RemoveAt(names.Count - 1);
                }
            }
            else if (name is not ("" or "."))
            {
                names.Add(Checked(name, path));
            }
        }

        bool isAbsolute = path.StartsWith('/');
        return names.Count > 0
            ? new CgroupPath(isAbsolute, string.Join('/', names))
            : throw new CgroupException(
                $"cgroup: the cgroups path \"{path}\" names "
                + $"{(isAbsolute ? "the root of the hierarchies" : "no cgroup")}: "
                + "give the container a cgroup of its own");
    }

    private static string Checked(string name, string path) =>
        name.AsSpan().IndexOfAny('\0', '\n') >= 0
            ? throw new CgroupException(
                $"cgroup: the cgroups path \"{path.Replace('\n', '?').Replace('\0', '?')}\" has a newline or NUL in it")
            : name.Length > NameMax
                ? throw new CgroupException(
                    $"cgroup: a name in the cgroups path has {name.Length} characters, the limit is {NameMax}")
                : name;
}
