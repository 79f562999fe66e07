using System.Globalization;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Credentials;

/// <summary>
/// Gives a new user namespace its numbers, directly (with privileges over it, or for one's own number alone) or with the
/// arguments for newuidmap(1) and newgidmap(1), which have the privilege and consult <c>/etc/subuid</c>; user_namespaces(7).
/// </summary>
public static class UserNamespaceMaps
{
    /// <summary>Writes <c>/proc/PID/uid_map</c>: once, by a process outside or inside the namespace.</summary>
    /// <param name="pid">A process in the namespace; 0 for the calling thread.</param>
    /// <param name="maps">See <see cref="IdMap.Validate"/>.</param>
    /// <exception cref="ArgumentException">The ranges contradict each other.</exception>
    /// <exception cref="LinuxException">EPERM: it has a map, or the caller may not map these; EINVAL.</exception>
    public static void WriteUsers(int pid, ReadOnlySpan<IdMap> maps) => Write(pid, "uid_map", maps);

    /// <summary>
    /// Writes <c>/proc/PID/gid_map</c>. Without CAP_SETGID outside, <see cref="DenySetgroups"/> must come first.
    /// </summary>
    /// <inheritdoc cref="WriteUsers"/>
    public static void WriteGroups(int pid, ReadOnlySpan<IdMap> maps) => Write(pid, "gid_map", maps);

    /// <summary>
    /// Forbids setgroups(2) in the namespace, for ever: a group that takes permissions away can't be left by an ordinary
    /// user this way.
    /// </summary>
    /// <param name="pid">A process in the namespace; 0 for the calling thread.</param>
    /// <exception cref="LinuxException">EPERM: the group map is written already.</exception>
    public static void DenySetgroups(int pid) => ProcFile.Write(ProcFile.Path(pid, "setgroups"), "deny"u8);

    /// <summary>Whether setgroups(2) is forbidden in the namespace.</summary>
    /// <param name="pid">A process in the namespace; 0 for the calling thread.</param>
    public static bool IsSetgroupsDenied(int pid)
    {
        Span<byte> text = stackalloc byte[16];
        return text[..ProcFile.Read(ProcFile.Path(pid, "setgroups"), text)].StartsWith("deny"u8);
    }

    /// <summary>
    /// Whether the calling process is in the initial user namespace: only there does the map cover all 2³²-1 ids.
    /// </summary>
    public static bool IsInitial()
    {
        ReadOnlySpan<IdMap> maps = OwnUsers();
        return maps.Length == 1 && maps[0] == new IdMap(0, 0, uint.MaxValue);
    }

    /// <summary>Which user of the namespace around the caller's a user of the caller's is; null where it is none.</summary>
    public static uint? UserOutside(uint user) => IdMap.TryToHost(OwnUsers(), user, out uint outside) ? outside : null;

    /// <summary>
    /// The arguments of newuidmap(1) or newgidmap(1), without the program's name: the process, then three numbers a range.
    /// </summary>
    /// <inheritdoc cref="WriteUsers"/>
    public static string[] HelperArguments(int pid, ReadOnlySpan<IdMap> maps)
    {
        Check(maps, "newuidmap and newgidmap");
        string[] arguments = new string[1 + 3 * maps.Length];
        arguments[0] = pid.ToString(CultureInfo.InvariantCulture);
        for (int i = 0; i < maps.Length; i++)
        {
            arguments[1 + 3 * i] = maps[i].ContainerId.ToString(CultureInfo.InvariantCulture);
            arguments[2 + 3 * i] = maps[i].HostId.ToString(CultureInfo.InvariantCulture);
            arguments[3 + 3 * i] = maps[i].Size.ToString(CultureInfo.InvariantCulture);
        }

        return arguments;
    }

    private static IdMap[] OwnUsers()
    {
        string[] fields = FileSystem.ReadAllText("/proc/self/uid_map").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var maps = new IdMap[fields.Length / 3];
        for (int i = 0; i < maps.Length; i++)
        {
            maps[i] = new IdMap(Number(fields[3 * i]), Number(fields[(3 * i) + 1]), Number(fields[(3 * i) + 2]));
        }

        return maps;
    }

    private static uint Number(string text) => uint.Parse(text, CultureInfo.InvariantCulture);

    private static void Write(int pid, string name, ReadOnlySpan<IdMap> maps)
    {
        Check(maps, name);
        Span<byte> text = stackalloc byte[4096];
        int length = IdMap.Format(maps, text);
        if (length < 0)
        {
            throw new LinuxException(
                Errno.EINVAL, "write", $"{ProcFile.Path(pid, name)} (the {maps.Length} ranges take more than a page)");
        }

        ProcFile.Write(ProcFile.Path(pid, name), text[..length]);
    }

    private static void Check(ReadOnlySpan<IdMap> maps, string name)
    {
        if (IdMap.Validate(maps) is string error)
        {
            throw new ArgumentException($"{name}: {error}", nameof(maps));
        }
    }
}
