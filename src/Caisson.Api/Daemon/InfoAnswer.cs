using System.Text.Json.Serialization;

namespace Caisson.Api.Daemon;

/// <summary>How the engine and its machine are; Docker Engine API, SystemInfo, which says what each name means.</summary>
internal sealed class InfoAnswer
{
    [JsonPropertyName("ID")]
    public required string Id { get; init; }

    public required int Containers { get; init; }

    public required int ContainersRunning { get; init; }

    public required int ContainersPaused { get; init; }

    public required int ContainersStopped { get; init; }

    public required int Images { get; init; }

    public string Driver { get; init; } = "overlay2";

    public required IReadOnlyList<IReadOnlyList<string>> DriverStatus { get; init; }

    public required InfoPlugins Plugins { get; init; }

    public required bool MemoryLimit { get; init; }

    public required bool SwapLimit { get; init; }

    public required bool CpuCfsPeriod { get; init; }

    public required bool CpuCfsQuota { get; init; }

    [JsonPropertyName("CPUShares")]
    public required bool CpuShares { get; init; }

    [JsonPropertyName("CPUSet")]
    public required bool CpuSet { get; init; }

    public required bool PidsLimit { get; init; }

    [JsonPropertyName("IPv4Forwarding")]
    public required bool Ipv4Forwarding { get; init; }

    public required bool Debug { get; init; }

    public required int NFd { get; init; }

    public required bool OomKillDisable { get; init; }

    public required int NGoroutines { get; init; }

    public required string SystemTime { get; init; }

    public required string LoggingDriver { get; init; }

    public string CgroupDriver { get; init; } = "cgroupfs";

    public required string CgroupVersion { get; init; }

    public required int NEventsListener { get; init; }

    public required string KernelVersion { get; init; }

    public required string OperatingSystem { get; init; }

    [JsonPropertyName("OSVersion")]
    public required string OsVersion { get; init; }

    [JsonPropertyName("OSType")]
    public string OsType { get; init; } = "linux";

    public string Architecture { get; init; } = "x86_64";

    public string IndexServerAddress { get; init; } = "https://index.docker.io/v1/";

    public required InfoRegistries RegistryConfig { get; init; }

    [JsonPropertyName("NCPU")]
    public required int Cpus { get; init; }

    public required long MemTotal { get; init; }

    public IReadOnlyList<string>? GenericResources { get; init; }

    public required string DockerRootDir { get; init; }

    public required string HttpProxy { get; init; }

    public required string HttpsProxy { get; init; }

    public required string NoProxy { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<string> Labels { get; init; }

    public bool ExperimentalBuild { get; init; }

    public required string ServerVersion { get; init; }

    public required IReadOnlyDictionary<string, InfoRuntime> Runtimes { get; init; }

    public string DefaultRuntime { get; init; } = "process";

    public required InfoSwarm Swarm { get; init; }

    public bool LiveRestoreEnabled { get; init; } = true;

    public string Isolation { get; init; } = "";

    public string InitBinary { get; init; } = "docker-init";

    public required InfoCommit ContainerdCommit { get; init; }

    public required InfoCommit RuncCommit { get; init; }

    public required InfoCommit InitCommit { get; init; }

    public required IReadOnlyList<string> SecurityOptions { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<InfoPool>? DefaultAddressPools { get; init; }

    [JsonPropertyName("CDISpecDirs")]
    public IReadOnlyList<string> CdiSpecDirs { get; init; } = [];

    public required IReadOnlyList<string>? Warnings { get; init; }
}

internal sealed class InfoPlugins
{
    public IReadOnlyList<string> Volume { get; init; } = ["local"];

    public IReadOnlyList<string> Network { get; init; } = ["bridge", "host", "null"];

    public IReadOnlyList<string>? Authorization { get; init; }

    public IReadOnlyList<string> Log { get; init; } = ["json-file", "local", "none"];
}

internal sealed class InfoRegistries
{
    [JsonPropertyName("InsecureRegistryCIDRs")]
    public required IReadOnlyList<string> InsecureRegistryCidrs { get; init; }

    public required IReadOnlyDictionary<string, InfoIndex> IndexConfigs { get; init; }

    public required IReadOnlyList<string>? Mirrors { get; init; }
}

internal sealed class InfoIndex
{
    public required string Name { get; init; }

    public required IReadOnlyList<string> Mirrors { get; init; }

    public required bool Secure { get; init; }

    public required bool Official { get; init; }
}

internal sealed class InfoRuntime
{
    [JsonPropertyName("path")]
    public required string Path { get; init; }
}

internal sealed class InfoSwarm
{
    [JsonPropertyName("NodeID")]
    public string NodeId { get; init; } = "";

    public string NodeAddr { get; init; } = "";

    public string LocalNodeState { get; init; } = "inactive";

    public bool ControlAvailable { get; init; }

    public string Error { get; init; } = "";

    public IReadOnlyList<string>? RemoteManagers { get; init; }
}

internal sealed class InfoCommit
{
    [JsonPropertyName("ID")]
    public required string Id { get; init; }
}

internal sealed class InfoPool
{
    public required string Base { get; init; }

    public required int Size { get; init; }
}
