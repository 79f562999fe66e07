using System.Text.Json.Serialization;
using Caisson.Engine.Settings.Json;

namespace Caisson.Engine.Settings;

/// <summary>What a container has of its host; Docker Engine API, HostConfig.</summary>
public sealed record HostSettings : ResourceSettings
{
    /// <summary>Directories and volumes: <c>SOURCE:TARGET[:OPTIONS]</c>.</summary>
    public IReadOnlyList<string>? Binds { get; set; }

    /// <summary>The file to which the client wrote the id.</summary>
    [JsonPropertyName("ContainerIDFile")]
    public string ContainerIdFile { get; set; } = "";

    /// <summary>Where output goes.</summary>
    public LogConfiguration LogConfig { get; set => field = value ?? new(); } = new();

    /// <summary><c>default</c>, <c>bridge</c>, <c>host</c>, <c>none</c>, <c>container:ID</c>, or a network's name.</summary>
    public string NetworkMode { get; set; } = "";

    /// <summary>Which ports of the host lead to which of the container's: <c>80/tcp</c>.</summary>
    public SortedDictionary<string, IReadOnlyList<PortBinding>?>? PortBindings { get; set; }

    /// <summary>What happens when it ends.</summary>
    public RestartPolicy RestartPolicy { get; set => field = value ?? new(); } = new();

    /// <summary>Whether it is removed when it ends.</summary>
    public bool AutoRemove { get; set; }

    /// <summary>The driver of volumes that are made for it.</summary>
    public string VolumeDriver { get; set; } = "";

    /// <summary>Containers whose mounts it has too: <c>ID[:ro|rw]</c>.</summary>
    public IReadOnlyList<string>? VolumesFrom { get; set; }

    /// <summary>The height and width of its terminal, in characters.</summary>
    public uint[] ConsoleSize { get; set => field = value ?? [0, 0]; } = [0, 0];

    /// <summary>Metadata for the runtime.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Annotations { get; set; }

    /// <summary>Capabilities beside the default ones; <c>ALL</c>.</summary>
    [JsonConverter(typeof(CommandConverter))]
    public IReadOnlyList<string>? CapAdd { get; set; }

    /// <summary>Capabilities that it has not.</summary>
    [JsonConverter(typeof(CommandConverter))]
    public IReadOnlyList<string>? CapDrop { get; set; }

    /// <summary><c>private</c> or <c>host</c>.</summary>
    public string CgroupnsMode { get; set; } = "";

    /// <summary>Name servers.</summary>
    public IReadOnlyList<string>? Dns { get; set; }

    /// <summary>Options of the resolver.</summary>
    public IReadOnlyList<string>? DnsOptions { get; set; }

    /// <summary>Search domains.</summary>
    public IReadOnlyList<string>? DnsSearch { get; set; }

    /// <summary>Lines of /etc/hosts: <c>NAME:ADDRESS</c>.</summary>
    public IReadOnlyList<string>? ExtraHosts { get; set; }

    /// <summary>Further groups, by name or number.</summary>
    public IReadOnlyList<string>? GroupAdd { get; set; }

    /// <summary><c>none</c>, <c>private</c>, <c>shareable</c>, <c>host</c>, <c>container:ID</c>.</summary>
    public string IpcMode { get; set; } = "";

    /// <summary>A cgroup to use; not done since long.</summary>
    public string Cgroup { get; set; } = "";

    /// <summary>Other containers under a name: <c>CONTAINER:ALIAS</c>.</summary>
    public IReadOnlyList<string>? Links { get; set; }

    /// <summary>How readily the kernel kills it for memory, -1000 to 1000.</summary>
    public int OomScoreAdj { get; set; }

    /// <summary><c>host</c>, <c>container:ID</c>, or empty for its own.</summary>
    public string PidMode { get; set; } = "";

    /// <summary>Whether it may do all that the host's root may.</summary>
    public bool Privileged { get; set; }

    /// <summary>Whether each exposed port gets one of the host's.</summary>
    public bool PublishAllPorts { get; set; }

    /// <summary>Whether its root is read-only.</summary>
    public bool ReadonlyRootfs { get; set; }

    /// <summary><c>seccomp=…</c>, <c>no-new-privileges</c>, <c>apparmor=…</c>, <c>label=…</c>, <c>systempaths=unconfined</c>.</summary>
    public IReadOnlyList<string>? SecurityOpt { get; set; }

    /// <summary>Options of the driver of layers: <c>size</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? StorageOpt { get; set; }

    /// <summary>Directories in memory, with their options.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Tmpfs { get; set; }

    /// <summary><c>host</c>, or empty for its own.</summary>
    [JsonPropertyName("UTSMode")]
    public string UtsMode { get; set; } = "";

    /// <summary><c>host</c>, or empty.</summary>
    public string UsernsMode { get; set; } = "";

    /// <summary>Bytes of /dev/shm.</summary>
    public long ShmSize { get; set; }

    /// <summary>Kernel parameters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Sysctls { get; set; }

    /// <summary>Which wall: <c>process</c>, <c>runc</c> for the same, <c>vm</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(OptionalTextConverter))]
    public string? Runtime { get; set; }

    /// <summary>Windows only.</summary>
    public string Isolation { get; set; } = "";

    /// <summary>Mounts, in the long form.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MountSettings>? Mounts { get; set; }

    /// <summary>Paths that cannot be read inside; null for the default ones.</summary>
    public IReadOnlyList<string>? MaskedPaths { get; set; }

    /// <summary>Paths that cannot be written inside; null for the default ones.</summary>
    public IReadOnlyList<string>? ReadonlyPaths { get; set; }

    /// <summary>Whether a small init is its first process; null for the engine's choice.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Init { get; set; }
}

/// <summary>Where output goes.</summary>
public sealed record LogConfiguration
{
    /// <summary>The driver; empty for the engine's.</summary>
    public string Type { get; set; } = "";

    /// <summary>Its options.</summary>
    public SortedDictionary<string, string>? Config { get; set; }
}

/// <summary>A port of the host; Docker Engine API, PortBinding.</summary>
public sealed record PortBinding
{
    /// <summary>The address; empty for all.</summary>
    public string HostIp { get; set; } = "";

    /// <summary>The port, or a range of which one is taken; empty for any that is free.</summary>
    public string HostPort { get; set; } = "";
}
