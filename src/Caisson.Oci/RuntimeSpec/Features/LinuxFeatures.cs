using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>What a runtime implements for Linux; features-linux.md. null means: not known.</summary>
public sealed record LinuxFeatures : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public LinuxFeatures()
    {
    }

    internal LinuxFeatures(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "namespaces":
                    Namespaces = json.ReadArray(
                        static (ref json) => (NamespaceType)json.ReadName(SpecNames.Namespaces));
                    break;
                case "capabilities": Capabilities = json.ReadStrings(); break;
                case "cgroup": Cgroup = new CgroupFeatures(ref json); break;
                case "seccomp": Seccomp = new SeccompFeatures(ref json); break;
                case "apparmor": Apparmor = new EnabledFeature(ref json); break;
                case "selinux": Selinux = new EnabledFeature(ref json); break;
                case "intelRdt": IntelRdt = new IntelRdtFeatures(ref json); break;
                case "memoryPolicy": MemoryPolicy = new MemoryPolicyFeatures(ref json); break;
                case "mountExtensions": MountExtensions = new MountExtensionFeatures(ref json); break;
                case "netDevices": NetDevices = new EnabledFeature(ref json); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>Kinds of namespaces.</summary>
    public NamespaceType[]? Namespaces { get; init; }

    /// <summary>Names of capabilities.</summary>
    public string[]? Capabilities { get; init; }

    /// <summary>Cgroups.</summary>
    public CgroupFeatures? Cgroup { get; init; }

    /// <summary>Seccomp.</summary>
    public SeccompFeatures? Seccomp { get; init; }

    /// <summary>AppArmor.</summary>
    public EnabledFeature? Apparmor { get; init; }

    /// <summary>SELinux.</summary>
    public EnabledFeature? Selinux { get; init; }

    /// <summary>Intel's Resource Director Technology.</summary>
    public IntelRdtFeatures? IntelRdt { get; init; }

    /// <summary>NUMA memory policies.</summary>
    public MemoryPolicyFeatures? MemoryPolicy { get; init; }

    /// <summary>What mounts can do beyond mount(8).</summary>
    public MountExtensionFeatures? MountExtensions { get; init; }

    /// <summary>Moving network devices into the container.</summary>
    public EnabledFeature? NetDevices { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Names("namespaces", SpecNames.Namespaces, Namespaces, static value => (int)value);
        json.Strings("capabilities", Capabilities);
        json.Object("cgroup", Cgroup);
        json.Object("seccomp", Seccomp);
        json.Object("apparmor", Apparmor);
        json.Object("selinux", Selinux);
        json.Object("intelRdt", IntelRdt);
        json.Object("memoryPolicy", MemoryPolicy);
        json.Object("mountExtensions", MountExtensions);
        json.Object("netDevices", NetDevices);
    }
}

/// <summary>A feature that is there or not.</summary>
public sealed record EnabledFeature : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public EnabledFeature()
    {
    }

    internal EnabledFeature(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "enabled": Enabled = json.ReadBoolean(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>Whether it is there.</summary>
    public bool? Enabled { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Boolean("enabled", Enabled);
    }
}

/// <summary>Cgroups; features-linux.md §Cgroup.</summary>
public sealed record CgroupFeatures : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public CgroupFeatures()
    {
    }

    internal CgroupFeatures(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "v1": V1 = json.ReadBoolean(); break;
                case "v2": V2 = json.ReadBoolean(); break;
                case "systemd": Systemd = json.ReadBoolean(); break;
                case "systemdUser": SystemdUser = json.ReadBoolean(); break;
                case "rdma": Rdma = json.ReadBoolean(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>Version 1.</summary>
    public bool? V1 { get; init; }

    /// <summary>Version 2.</summary>
    public bool? V2 { get; init; }

    /// <summary>The system's systemd as cgroup manager.</summary>
    public bool? Systemd { get; init; }

    /// <summary>A user's systemd as cgroup manager.</summary>
    public bool? SystemdUser { get; init; }

    /// <summary>The RDMA controller.</summary>
    public bool? Rdma { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Boolean("v1", V1);
        json.Boolean("v2", V2);
        json.Boolean("systemd", Systemd);
        json.Boolean("systemdUser", SystemdUser);
        json.Boolean("rdma", Rdma);
    }
}

/// <summary>Seccomp; features-linux.md §Seccomp.</summary>
public sealed record SeccompFeatures : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public SeccompFeatures()
    {
    }

    internal SeccompFeatures(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "enabled": Enabled = json.ReadBoolean(); break;
                case "actions":
                    Actions = json.ReadArray(
                        static (ref json) => (SeccompAction)json.ReadName(SpecNames.SeccompActions));
                    break;
                case "operators":
                    Operators = json.ReadArray(
                        static (ref json) => (SeccompOperator)json.ReadName(SpecNames.SeccompOperators));
                    break;
                case "archs":
                    Archs = json.ReadArray(static (ref json) => (SeccompArch)json.ReadName(SpecNames.SeccompArchs));
                    break;
                case "knownFlags":
                    KnownFlags = json.ReadArray(
                        static (ref json) => (SeccompFlags)json.ReadName(SpecNames.SeccompFlags));
                    break;
                case "supportedFlags":
                    SupportedFlags = json.ReadArray(
                        static (ref json) => (SeccompFlags)json.ReadName(SpecNames.SeccompFlags));
                    break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>Whether there are filters at all.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Actions.</summary>
    public SeccompAction[]? Actions { get; init; }

    /// <summary>Comparisons.</summary>
    public SeccompOperator[]? Operators { get; init; }

    /// <summary>Architectures.</summary>
    public SeccompArch[]? Archs { get; init; }

    /// <summary>Flags that are recognised.</summary>
    public SeccompFlags[]? KnownFlags { get; init; }

    /// <summary>Flags that the kernel and libseccomp know as well.</summary>
    public SeccompFlags[]? SupportedFlags { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Boolean("enabled", Enabled);
        json.Names("actions", SpecNames.SeccompActions, Actions, static value => (int)value);
        json.Names("operators", SpecNames.SeccompOperators, Operators, static value => (int)value);
        json.Names("archs", SpecNames.SeccompArchs, Archs, static value => (int)value);
        json.Names("knownFlags", SpecNames.SeccompFlags, KnownFlags, static value => (int)value);
        json.Names("supportedFlags", SpecNames.SeccompFlags, SupportedFlags, static value => (int)value);
    }
}

/// <summary>Intel's Resource Director Technology; features-linux.md §Intel RDT.</summary>
public sealed record IntelRdtFeatures : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public IntelRdtFeatures()
    {
    }

    internal IntelRdtFeatures(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "enabled": Enabled = json.ReadBoolean(); break;
                case "schemata": Schemata = json.ReadBoolean(); break;
                case "monitoring": Monitoring = json.ReadBoolean(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>Whether it is there.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Whether <see cref="IntelRdt.Schemata"/> is.</summary>
    public bool? Schemata { get; init; }

    /// <summary>Whether <see cref="IntelRdt.EnableMonitoring"/> is.</summary>
    public bool? Monitoring { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Boolean("enabled", Enabled);
        json.Boolean("schemata", Schemata);
        json.Boolean("monitoring", Monitoring);
    }
}

/// <summary>NUMA memory policies; features-linux.md §MemoryPolicy.</summary>
public sealed record MemoryPolicyFeatures : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public MemoryPolicyFeatures()
    {
    }

    internal MemoryPolicyFeatures(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "modes":
                    Modes = json.ReadArray(
                        static (ref json) => (MemoryPolicyMode)json.ReadName(SpecNames.MemoryPolicyModes));
                    break;
                case "flags":
                    Flags = json.ReadArray(
                        static (ref json) => (MemoryPolicyFlags)json.ReadName(SpecNames.MemoryPolicyFlags));
                    break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>Modes.</summary>
    public MemoryPolicyMode[]? Modes { get; init; }

    /// <summary>Flags.</summary>
    public MemoryPolicyFlags[]? Flags { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Names("modes", SpecNames.MemoryPolicyModes, Modes, static value => (int)value);
        json.Names("flags", SpecNames.MemoryPolicyFlags, Flags, static value => (int)value);
    }
}

/// <summary>What mounts can do beyond mount(8); features-linux.md §MountExtensions.</summary>
public sealed record MountExtensionFeatures : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public MountExtensionFeatures()
    {
    }

    internal MountExtensionFeatures(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "idmap": Idmap = new EnabledFeature(ref json); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>Mounts with an id mapping of their own.</summary>
    public EnabledFeature? Idmap { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Object("idmap", Idmap);
    }
}
