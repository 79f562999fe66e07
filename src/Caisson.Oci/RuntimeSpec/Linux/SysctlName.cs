namespace Caisson.Oci.RuntimeSpec;

/// <summary>Names of kernel parameters; sysctl(8).</summary>
public static class SysctlName
{
    /// <summary>Translates a name to its path below <c>/proc/sys</c>.</summary>
    /// <remarks>The first separator decides, as in sysctl(8): in <c>net.ipv4.conf.eth0/1.forwarding</c> it is the dot,
    /// and a slash stands for a dot inside a name; in <c>net/ipv4/conf/eth0.1/forwarding</c> it is the slash.</remarks>
    /// <param name="name">The name.</param>
    /// <param name="path">The path: two parts or more, none of them empty, <c>.</c> or <c>..</c>.</param>
    /// <returns>False for a name that has no such path.</returns>
    public static bool TryGetPath(string name, out string path)
    {
        int separator = name.AsSpan().IndexOfAny('.', '/');
        path = separator >= 0 && name[separator] == '.' ? Swapped(name) : name;
        if (separator < 0 || name.Contains('\0'))
        {
            return false;
        }

        foreach (Range part in path.AsSpan().Split('/'))
        {
            if (path.AsSpan()[part] is "" or "." or "..")
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The kind of namespace that has a parameter to itself; null for a parameter of the whole
    /// machine.</summary>
    /// <param name="path">A path from <see cref="TryGetPath"/>.</param>
    public static NamespaceType? Owner(string path) => path switch
    {
        "kernel/msgmax" or "kernel/msgmnb" or "kernel/msgmni" or "kernel/sem" => NamespaceType.Ipc,
        "kernel/shmall" or "kernel/shmmax" or "kernel/shmmni" or "kernel/shm_rmid_forced" => NamespaceType.Ipc,
        "kernel/domainname" or "kernel/hostname" => NamespaceType.Uts,
        _ when path.StartsWith("fs/mqueue/", StringComparison.Ordinal) => NamespaceType.Ipc,
        _ when path.StartsWith("net/", StringComparison.Ordinal) => NamespaceType.Network,
        _ => null,
    };

    private static string Swapped(string name) => string.Create(name.Length, name, static (path, from) =>
    {
        for (int i = 0; i < path.Length; i++)
        {
            path[i] = from[i] switch { '.' => '/', '/' => '.', char c => c };
        }
    });
}
