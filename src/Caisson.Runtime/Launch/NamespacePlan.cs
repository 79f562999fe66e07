using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.Launch;

/// <summary>Which namespaces of config.json are new, and which are joined; namespaces(7).</summary>
internal sealed class NamespacePlan : IDisposable
{
    private readonly List<(NamespaceType Type, FileDescriptor File, string Path)> _joined = [];

    private NamespacePlan(CloneFlags created) => New = created;

    /// <summary>The new ones, as clone3(2) takes them.</summary>
    internal CloneFlags New { get; }

    /// <summary>The existing ones, open, in the order in which they must be joined: the user namespace first, for its rights; the mount namespace last, for its paths.</summary>
    internal IReadOnlyList<(NamespaceType Type, FileDescriptor File, string Path)> Joined => _joined;

    /// <summary>Whether the process is in a user namespace of its own, new or joined.</summary>
    internal bool HasUserNamespace => Creates(CloneFlags.CLONE_NEWUSER) || Joins(NamespaceType.User);

    /// <summary>
    /// Whether the process must be cloned a second time: a PID or time namespace that was joined or set up is only for
    /// children, and new namespaces must belong to the user namespace that was joined first.
    /// </summary>
    internal bool NeedsSecondClone => _joined.Count > 0 || Creates(CloneFlags.CLONE_NEWTIME);

    /// <summary>Reads the namespaces of config.json and opens those that have a path.</summary>
    internal static NamespacePlan Read(ContainerConfig config)
    {
        LinuxNamespace[] namespaces = config.Linux?.Namespaces ?? [];
        CloneFlags created = CloneFlags.None;
        foreach (LinuxNamespace ns in namespaces)
        {
            created |= string.IsNullOrEmpty(ns.Path) ? FlagOf(ns.Type) : CloneFlags.None;
        }

        var plan = new NamespacePlan(created);
        for (int i = 0; i < namespaces.Length; i++)
        {
            if (!string.IsNullOrEmpty(namespaces[i].Path))
            {
                plan.Join(i, namespaces[i]);
            }
        }

        plan._joined.Sort(static (a, b) => Rank(a.Type).CompareTo(Rank(b.Type)));
        return plan;
    }

    /// <summary>The flag of a kind of namespace.</summary>
    internal static CloneFlags FlagOf(NamespaceType type) => type switch
    {
        NamespaceType.Pid => CloneFlags.CLONE_NEWPID,
        NamespaceType.Network => CloneFlags.CLONE_NEWNET,
        NamespaceType.Mount => CloneFlags.CLONE_NEWNS,
        NamespaceType.Ipc => CloneFlags.CLONE_NEWIPC,
        NamespaceType.Uts => CloneFlags.CLONE_NEWUTS,
        NamespaceType.User => CloneFlags.CLONE_NEWUSER,
        NamespaceType.Cgroup => CloneFlags.CLONE_NEWCGROUP,
        NamespaceType.Time => CloneFlags.CLONE_NEWTIME,
        _ => CloneFlags.None,
    };

    internal bool Creates(CloneFlags flag) => (New & flag) != 0;

    internal bool Joins(NamespaceType type) => _joined.Exists(joined => joined.Type == type);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, FileDescriptor file, _) in _joined)
        {
            file.Dispose();
        }
    }

    private static int Rank(NamespaceType type) => type switch
    {
        NamespaceType.User => 0,
        NamespaceType.Mount => 2,
        _ => 1,
    };

    private void Join(int index, LinuxNamespace ns)
    {
        try
        {
            _joined.Add((ns.Type, FileSystem.Open(ns.Path!, OpenFlags.O_RDONLY), ns.Path!));
        }
        catch (LinuxException e)
        {
            throw new ContainerException($"config.json: linux.namespaces[{index}].path: {e.Message}", e);
        }
    }
}
