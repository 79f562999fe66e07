using Caisson.Linux.Uapi;

namespace Caisson.Runtime.Init.Root;

/// <summary>
/// The options of one mount of config.json, told apart: what is the mount's, what is the file system's, and what is
/// done afterwards; mount(8), config.md (mounts).
/// </summary>
internal sealed class MountOptions
{
    private static readonly Dictionary<string, (MountAttributes Set, MountAttributes Clear)> Attributes = new(StringComparer.Ordinal)
    {
        ["ro"] = (MountAttributes.MOUNT_ATTR_RDONLY, 0),
        ["rw"] = (0, MountAttributes.MOUNT_ATTR_RDONLY),
        ["nosuid"] = (MountAttributes.MOUNT_ATTR_NOSUID, 0),
        ["suid"] = (0, MountAttributes.MOUNT_ATTR_NOSUID),
        ["nodev"] = (MountAttributes.MOUNT_ATTR_NODEV, 0),
        ["dev"] = (0, MountAttributes.MOUNT_ATTR_NODEV),
        ["noexec"] = (MountAttributes.MOUNT_ATTR_NOEXEC, 0),
        ["exec"] = (0, MountAttributes.MOUNT_ATTR_NOEXEC),
        ["nodiratime"] = (MountAttributes.MOUNT_ATTR_NODIRATIME, 0),
        ["diratime"] = (0, MountAttributes.MOUNT_ATTR_NODIRATIME),
        ["nosymfollow"] = (MountAttributes.MOUNT_ATTR_NOSYMFOLLOW, 0),
        ["symfollow"] = (0, MountAttributes.MOUNT_ATTR_NOSYMFOLLOW),

        // One setting with three values: to set one, the others are cleared; relatime is the value 0.
        ["noatime"] = (MountAttributes.MOUNT_ATTR_NOATIME, MountAttributes.MOUNT_ATTR__ATIME),
        ["atime"] = (0, MountAttributes.MOUNT_ATTR__ATIME),
        ["relatime"] = (0, MountAttributes.MOUNT_ATTR__ATIME),
        ["norelatime"] = (MountAttributes.MOUNT_ATTR_STRICTATIME, MountAttributes.MOUNT_ATTR__ATIME),
        ["strictatime"] = (MountAttributes.MOUNT_ATTR_STRICTATIME, MountAttributes.MOUNT_ATTR__ATIME),
        ["nostrictatime"] = (0, MountAttributes.MOUNT_ATTR__ATIME),
    };

    private static readonly Dictionary<string, MountFlags> PropagationTypes = new(StringComparer.Ordinal)
    {
        ["private"] = MountFlags.MS_PRIVATE,
        ["rprivate"] = MountFlags.MS_PRIVATE | MountFlags.MS_REC,
        ["slave"] = MountFlags.MS_SLAVE,
        ["rslave"] = MountFlags.MS_SLAVE | MountFlags.MS_REC,
        ["shared"] = MountFlags.MS_SHARED,
        ["rshared"] = MountFlags.MS_SHARED | MountFlags.MS_REC,
        ["unbindable"] = MountFlags.MS_UNBINDABLE,
        ["runbindable"] = MountFlags.MS_UNBINDABLE | MountFlags.MS_REC,
    };

    private MountOptions(IReadOnlyList<string> options)
    {
        foreach (string option in options)
        {
            Add(option);
        }
    }

    /// <summary>Whether the source is a place of the host rather than a file system.</summary>
    internal bool IsBind { get; private set; }

    /// <summary>Whether a bind takes along what is mounted below its source.</summary>
    internal bool IsRecursive { get; private set; }

    /// <summary>Whether an existing mount is changed.</summary>
    internal bool IsRemount { get; private set; }

    /// <summary>Attributes switched on, of this mount alone.</summary>
    internal MountAttributes Set { get; private set; }

    /// <summary>Attributes switched off, of this mount alone.</summary>
    internal MountAttributes Clear { get; private set; }

    /// <summary>Attributes switched on, of all mounts of the tree (rro …).</summary>
    internal MountAttributes SetRecursive { get; private set; }

    /// <summary>Attributes switched off, of all mounts of the tree (rrw …).</summary>
    internal MountAttributes ClearRecursive { get; private set; }

    /// <summary>Propagation types in the order given, each with MS_REC or without.</summary>
    internal List<MountFlags> Propagation { get; } = [];

    /// <summary>What the file system itself is told.</summary>
    internal List<string> FileSystem { get; } = [];

    /// <summary>Whether a tmpfs starts with a copy of what it covers.</summary>
    internal bool CopiesUp { get; private set; }

    /// <summary>Whether owners are mapped: not, for the mount alone (idmap), or for the tree (ridmap).</summary>
    internal (bool Wanted, bool Recursive) IdMap { get; private set; }

    /// <summary>Reads the options of one mount.</summary>
    internal static MountOptions Parse(IReadOnlyList<string>? options) => new(options ?? []);

    /// <summary>Every option that has a meaning here, for <c>features</c>, in order.</summary>
    internal static IReadOnlyList<string> Known()
    {
        var names = new List<string>(Attributes.Keys);
        foreach (string name in Attributes.Keys)
        {
            names.Add("r" + name);
        }

        names.AddRange(PropagationTypes.Keys);
        names.AddRange(["async", "bind", "defaults", "dirsync", "idmap", "lazytime", "mand", "nolazytime", "nomand", "rbind", "remount", "ridmap", "sync", "tmpcopyup"]);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private void Add(string option)
    {
        if (Attributes.TryGetValue(option, out (MountAttributes Set, MountAttributes Clear) own))
        {
            // The last word counts: what was set before and is cleared now is forgotten, and the other way round.
            Set = (Set & ~own.Clear) | own.Set;
            Clear = (Clear & ~own.Set) | own.Clear;
        }
        else if (option.StartsWith('r') && Attributes.TryGetValue(option[1..], out (MountAttributes Set, MountAttributes Clear) all))
        {
            SetRecursive = (SetRecursive & ~all.Clear) | all.Set;
            ClearRecursive = (ClearRecursive & ~all.Set) | all.Clear;
        }
        else if (PropagationTypes.TryGetValue(option, out MountFlags propagation))
        {
            Propagation.Add(propagation);
        }
        else
        {
            AddOther(option);
        }
    }

    private void AddOther(string option)
    {
        switch (option)
        {
            case "bind":
                IsBind = true;
                break;
            case "rbind":
                IsBind = IsRecursive = true;
                break;
            case "remount":
                IsRemount = true;
                break;
            case "tmpcopyup":
                CopiesUp = true;
                break;
            case "idmap":
                IdMap = (true, false);
                break;
            case "ridmap":
                IdMap = (true, true);
                break;
            case "" or "defaults" or "loud" or "silent" or "iversion" or "noiversion":
                // Nothing that a mount of today has a switch for.
                break;
            default:
                FileSystem.Add(option);
                break;
        }
    }
}
