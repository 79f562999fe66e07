using System.Diagnostics.CodeAnalysis;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>A namespace to create or join; config-linux.md §Namespaces, namespaces(7).</summary>
public sealed record LinuxNamespace : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public LinuxNamespace()
    {
    }

    [SetsRequiredMembers]
    internal LinuxNamespace(ref SpecReader json)
    {
        bool hasType = false;
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "type": Type = (NamespaceType)json.ReadName(SpecNames.Namespaces); hasType = true; break;
                case "path": Path = json.ReadString(); break;
                default: json.Skip(); break;
            }
        }

        json.Require(hasType, "type");
    }

    /// <summary>The kind.</summary>
    public required NamespaceType Type { get; init; }

    /// <summary>A namespace file to join, absolute; null means a new namespace.</summary>
    public string? Path { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Name("type", SpecNames.Namespaces, (int)Type);
        json.Text("path", Path);
    }
}

/// <summary>Kinds of namespaces; config-linux.md §Namespaces.</summary>
public enum NamespaceType
{
    /// <summary><c>pid</c>: process ids.</summary>
    Pid,

    /// <summary><c>network</c>: network devices, addresses, ports.</summary>
    Network,

    /// <summary><c>mount</c>: mounts.</summary>
    Mount,

    /// <summary><c>ipc</c>: System V IPC, POSIX message queues.</summary>
    Ipc,

    /// <summary><c>uts</c>: host and domain name.</summary>
    Uts,

    /// <summary><c>user</c>: user and group ids, capabilities.</summary>
    User,

    /// <summary><c>cgroup</c>: the root of the cgroups that are seen.</summary>
    Cgroup,

    /// <summary><c>time</c>: the monotonic and the boot-time clock.</summary>
    Time,
}
