using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>What only Linux has; config-linux.md.</summary>
public sealed record LinuxConfig : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public LinuxConfig()
    {
    }

    internal LinuxConfig(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "namespaces":
                    Namespaces = json.ReadArray(static (ref json) => new LinuxNamespace(ref json));
                    break;
                case "uidMappings": UidMappings = json.ReadArray(static (ref json) => new IdMapping(ref json)); break;
                case "gidMappings": GidMappings = json.ReadArray(static (ref json) => new IdMapping(ref json)); break;
                case "timeOffsets": TimeOffsets = json.ReadMap(static (ref json) => new TimeOffset(ref json)); break;
                case "devices": Devices = json.ReadArray(static (ref json) => new LinuxDevice(ref json)); break;
                case "netDevices": NetDevices = json.ReadMap(static (ref json) => new NetDevice(ref json)); break;
                case "cgroupsPath": CgroupsPath = json.ReadString(); break;
                case "resources": Resources = new LinuxResources(ref json); break;
                case "rootfsPropagation":
                    RootfsPropagation = (RootfsPropagation?)json.ReadOptionalName(SpecNames.Propagations);
                    break;
                case "seccomp": Seccomp = new SeccompConfig(ref json); break;
                case "sysctl": Sysctl = json.ReadStringMap(); break;
                case "maskedPaths": MaskedPaths = json.ReadStrings(); break;
                case "readonlyPaths": ReadonlyPaths = json.ReadStrings(); break;
                case "mountLabel": MountLabel = json.ReadString(); break;
                case "intelRdt": IntelRdt = new IntelRdt(ref json); break;
                case "personality": Personality = new LinuxPersonality(ref json); break;
                case "memoryPolicy": MemoryPolicy = new LinuxMemoryPolicy(ref json); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>Namespaces to create or join, each type once; a type that is missing is inherited.</summary>
    public LinuxNamespace[]? Namespaces { get; init; }

    /// <summary>User ids of the new user namespace.</summary>
    public IdMapping[]? UidMappings { get; init; }

    /// <summary>Group ids of the new user namespace.</summary>
    public IdMapping[]? GidMappings { get; init; }

    /// <summary>Offsets of the new time namespace by clock: <c>monotonic</c>, <c>boottime</c>.</summary>
    public IReadOnlyDictionary<string, TimeOffset>? TimeOffsets { get; init; }

    /// <summary>Device nodes beside the default ones.</summary>
    public LinuxDevice[]? Devices { get; init; }

    /// <summary>Network devices to move into the container, by their name outside.</summary>
    public IReadOnlyDictionary<string, NetDevice>? NetDevices { get; init; }

    /// <summary>The cgroup: below the cgroup mount if absolute; <c>slice:prefix:name</c> for systemd.</summary>
    public string? CgroupsPath { get; init; }

    /// <summary>Limits, for the cgroup.</summary>
    public LinuxResources? Resources { get; init; }

    /// <summary>The root's mount propagation.</summary>
    public RootfsPropagation? RootfsPropagation { get; init; }

    /// <summary>The filter of system calls.</summary>
    public SeccompConfig? Seccomp { get; init; }

    /// <summary>Kernel parameters by their dotted name.</summary>
    public IReadOnlyDictionary<string, string>? Sysctl { get; init; }

    /// <summary>Paths that cannot be read inside; absolute.</summary>
    public string[]? MaskedPaths { get; init; }

    /// <summary>Paths that cannot be written inside; absolute.</summary>
    public string[]? ReadonlyPaths { get; init; }

    /// <summary>The SELinux label of mounts.</summary>
    public string? MountLabel { get; init; }

    /// <summary>Intel's Resource Director Technology.</summary>
    public IntelRdt? IntelRdt { get; init; }

    /// <summary>The execution domain; personality(2).</summary>
    public LinuxPersonality? Personality { get; init; }

    /// <summary>The NUMA memory policy; set_mempolicy(2).</summary>
    public LinuxMemoryPolicy? MemoryPolicy { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Objects("uidMappings", UidMappings);
        json.Objects("gidMappings", GidMappings);
        json.Map("timeOffsets", TimeOffsets);
        json.StringMap("sysctl", Sysctl);
        json.Object("resources", Resources);
        json.Text("cgroupsPath", CgroupsPath);
        json.Objects("namespaces", Namespaces);
        json.Objects("devices", Devices);
        json.Map("netDevices", NetDevices);
        json.Object("seccomp", Seccomp);
        json.Name("rootfsPropagation", SpecNames.Propagations, (int?)RootfsPropagation);
        json.Strings("maskedPaths", MaskedPaths);
        json.Strings("readonlyPaths", ReadonlyPaths);
        json.Text("mountLabel", MountLabel);
        json.Object("intelRdt", IntelRdt);
        json.Object("personality", Personality);
        json.Object("memoryPolicy", MemoryPolicy);
    }
}

/// <summary>An offset of a clock; config-linux.md §Offset for Time Namespace, time_namespaces(7).</summary>
public sealed record TimeOffset : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public TimeOffset()
    {
    }

    internal TimeOffset(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "secs": Secs = json.ReadInt64(); break;
                case "nanosecs": Nanosecs = json.ReadUInt32(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>Seconds.</summary>
    public long Secs { get; init; }

    /// <summary>Nanoseconds beside them, below 10^9.</summary>
    public uint Nanosecs { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Number("secs", Secs == 0 ? null : Secs);
        json.Number("nanosecs", Nanosecs == 0 ? null : Nanosecs);
    }
}

/// <summary>A network device to move into the container; config-linux.md §Network Devices.</summary>
public sealed record NetDevice : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public NetDevice()
    {
    }

    internal NetDevice(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "name": Name = json.ReadString(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>Its name inside; null means the one that it has outside.</summary>
    public string? Name { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Text("name", Name);
    }
}

/// <summary>Propagation of the root mount; mount_namespaces(7), config-linux.md §Rootfs Mount Propagation.</summary>
public enum RootfsPropagation
{
    /// <summary>No propagation.</summary>
    Private,

    /// <summary>No propagation, below as well.</summary>
    Rprivate,

    /// <summary>In, not out.</summary>
    Slave,

    /// <summary>In, not out, below as well.</summary>
    Rslave,

    /// <summary>Both ways.</summary>
    Shared,

    /// <summary>Both ways, below as well.</summary>
    Rshared,

    /// <summary>No propagation, no bind mounts of it.</summary>
    Unbindable,

    /// <summary>No propagation, no bind mounts of it, below as well.</summary>
    Runbindable,
}
