namespace Caisson.Linux.Cgroups.Resources;

/// <summary>What may be done with a device.</summary>
[Flags]
public enum CgroupDeviceAccess
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Make its node: <c>m</c>.</summary>
    MakeNode = 1,

    /// <summary>Read: <c>r</c>.</summary>
    Read = 2,

    /// <summary>Write: <c>w</c>.</summary>
    Write = 4,

    /// <summary>Everything: <c>rwm</c>.</summary>
    All = MakeNode | Read | Write,
}

/// <summary>Kinds of device.</summary>
public enum CgroupDeviceType
{
    /// <summary>Both kinds: <c>a</c>.</summary>
    Any,

    /// <summary>Block devices: <c>b</c>.</summary>
    Block,

    /// <summary>Character devices: <c>c</c>.</summary>
    Character,
}

/// <summary>A rule on devices; config-linux.md, §Allowed Device list.</summary>
/// <param name="Allow">Whether to allow or to deny.</param>
/// <param name="Type">Which kind of device.</param>
/// <param name="Major">The major number; null for all.</param>
/// <param name="Minor">The minor number; null for all.</param>
/// <param name="Access">What is allowed or denied.</param>
public readonly record struct CgroupDeviceRule(
    bool Allow, CgroupDeviceType Type, uint? Major, uint? Minor, CgroupDeviceAccess Access)
{
    /// <summary>Whether the rule speaks of every access to every device.</summary>
    internal bool IsForAll =>
        Type == CgroupDeviceType.Any && Major is null && Minor is null && Access == CgroupDeviceAccess.All;

    /// <summary>Reads the letters <c>r</c>, <c>w</c>, <c>m</c>.</summary>
    /// <returns>Null if there is none, or another character.</returns>
    public static CgroupDeviceAccess? ParseAccess(string letters)
    {
        var access = CgroupDeviceAccess.None;
        foreach (char letter in letters)
        {
            CgroupDeviceAccess one = letter switch
            {
                'r' => CgroupDeviceAccess.Read,
                'w' => CgroupDeviceAccess.Write,
                'm' => CgroupDeviceAccess.MakeNode,
                _ => CgroupDeviceAccess.None,
            };
            if (one == CgroupDeviceAccess.None)
            {
                return null;
            }

            access |= one;
        }

        return access == CgroupDeviceAccess.None ? null : access;
    }

    /// <summary>
    /// Reads a kind: <c>a</c>, <c>b</c>, <c>c</c>; empty means all, <c>u</c> is another name of <c>c</c>.
    /// </summary>
    /// <returns>Null for anything else.</returns>
    public static CgroupDeviceType? ParseType(string letter) => letter switch
    {
        "" or "a" => CgroupDeviceType.Any,
        "b" => CgroupDeviceType.Block,
        "c" or "u" => CgroupDeviceType.Character,
        _ => null,
    };
}

/// <summary>How accesses are written.</summary>
internal static class CgroupDeviceAccessText
{
    /// <summary>The letters <c>r</c>, <c>w</c>, <c>m</c> of those that are there.</summary>
    public static string Letters(this CgroupDeviceAccess access) =>
        ((access & CgroupDeviceAccess.Read) != 0 ? "r" : "")
        + ((access & CgroupDeviceAccess.Write) != 0 ? "w" : "")
        + ((access & CgroupDeviceAccess.MakeNode) != 0 ? "m" : "");
}
