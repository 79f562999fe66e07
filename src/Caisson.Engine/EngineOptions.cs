using Caisson.Images.Registry;

namespace Caisson.Engine;

/// <summary>How an engine is set up; names of dockerd's options in brackets.</summary>
public sealed record EngineOptions
{
    /// <summary>Where everything is kept that outlives the machine [data-root].</summary>
    public string DataRoot { get; init; } = "/var/lib/caisson";

    /// <summary>Where everything is that does not [exec-root].</summary>
    public string ExecRoot { get; init; } = "/run/caisson";

    /// <summary>The folder of Caisson's executables: caisson-keeper and caisson-runtime are found there.</summary>
    public string ProgramFolder { get; init; } = AppContext.BaseDirectory;

    /// <summary>The engine's version.</summary>
    public string Version { get; init; } = "0.0.0";

    /// <summary>The commit that the engine was built from; empty where that is not known.</summary>
    public string Commit { get; init; } = "";

    /// <summary>The cgroup below which containers have theirs, where they do not say otherwise [cgroup-parent].</summary>
    public string CgroupParent { get; init; } = "/caisson";

    /// <summary>The log driver of containers that name none [log-driver].</summary>
    public string LogDriver { get; init; } = "json-file";

    /// <summary>Its options [log-opts].</summary>
    public IReadOnlyDictionary<string, string> LogOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>Labels of the engine [labels].</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Limits of containers that set none [default-ulimits].</summary>
    public IReadOnlyList<Settings.Ulimit> DefaultUlimits { get; init; } = [];

    /// <summary>Bytes of /dev/shm of containers that set none [default-shm-size].</summary>
    public long DefaultShmBytes { get; init; } = 64 << 20;

    /// <summary>Whether containers have a small init unless they say otherwise [init].</summary>
    public bool UsesInit { get; init; }

    /// <summary>Whether containers may not gain privileges unless they say otherwise [no-new-privileges].</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>A seccomp profile's path in place of the built-in one, or <c>unconfined</c> [seccomp-profile].</summary>
    public string? SeccompProfile { get; init; }

    /// <summary>How long a container has to end when the engine itself stops [shutdown-timeout].</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Name servers of containers that name none [dns].</summary>
    public IReadOnlyList<string> Dns { get; init; } = [];

    /// <summary>Search domains of containers that name none [dns-search].</summary>
    public IReadOnlyList<string> DnsSearch { get; init; } = [];

    /// <summary>Options of the resolver of containers that name none [dns-opts].</summary>
    public IReadOnlyList<string> DnsOptions { get; init; } = [];

    /// <summary>The address of the default bridge with its prefix [bip].</summary>
    public string? BridgeAddress { get; init; }

    /// <summary>From which ranges networks get their subnets [default-address-pools]: base and prefix length.</summary>
    public IReadOnlyList<(string Base, int Size)> AddressPools { get; init; } = [];

    /// <summary>The MTU of the default bridge; 0 for 1500 [mtu].</summary>
    public int Mtu { get; init; }

    /// <summary>How registries are talked to [registry-mirrors, insecure-registries, max-concurrent-downloads, …].</summary>
    public RegistryOptions Registries { get; init; } = RegistryOptions.Default;
}
