using System.Globalization;
using Caisson.Engine;
using Caisson.Engine.Containers;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Hosts;
using Caisson.Images.Registry;

namespace Caisson.Api.Daemon;

/// <summary>Puts <see cref="InfoAnswer"/> together.</summary>
internal static class InfoBuilder
{
    private const string DockerHub = "docker.io";
    private const string OwnDescriptors = "/proc/self/fd";

    /// <summary>Looks at the engine and its machine.</summary>
    /// <param name="host">The engine.</param>
    /// <param name="facts">The machine.</param>
    internal static InfoAnswer Build(EngineHost host, HostFacts facts)
    {
        ILookup<ContainerStatus, Container> containers = host.Containers.Store.All.ToLookup(c => c.State.Status);
        int running = containers[ContainerStatus.Running].Count();
        int paused = containers[ContainerStatus.Paused].Count();
        int all = containers.Sum(c => c.Count());
        EngineOptions options = host.Options;
        bool Has(string controller) => facts.Controllers.Contains(controller);
        InfoCommit own = new() { Id = options.Commit };
        return new InfoAnswer
        {
            Id = EngineId.Get(options.DataRoot),
            Containers = all,
            ContainersRunning = running,
            ContainersPaused = paused,
            ContainersStopped = all - running - paused,
            Images = host.Images.Images.List().Count,
            DriverStatus =
            [
                ["Backing Filesystem", HostFacts.FileSystemOf(options.DataRoot)],
                ["Supports d_type", "true"],
                ["Using metacopy", "false"],
                ["Native Overlay Diff", "true"],
                ["userxattr", "false"],
            ],
            Plugins = new InfoPlugins(),
            MemoryLimit = Has("memory"),
            SwapLimit = Has("memory"),
            CpuCfsPeriod = Has("cpu"),
            CpuCfsQuota = Has("cpu"),
            CpuShares = Has("cpu"),
            CpuSet = Has("cpuset"),
            PidsLimit = Has("pids"),
            OomKillDisable = Has("memory") && facts.CgroupVersion == "1",
            Ipv4Forwarding = facts.ForwardsIpv4,
            Debug = false,
            NFd = Directory.GetFiles(OwnDescriptors).Length,
            NGoroutines = ThreadPool.ThreadCount,
            SystemTime = host.Clock.GetLocalNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture),
            LoggingDriver = options.LogDriver,
            CgroupVersion = facts.CgroupVersion,
            NEventsListener = host.Events.SubscriberCount,
            KernelVersion = facts.KernelVersion,
            OperatingSystem = facts.OperatingSystem,
            OsVersion = facts.OsVersion,
            RegistryConfig = Registries(host.ImageTransfers.Options),
            Cpus = facts.Processors,
            MemTotal = facts.MemoryBytes,
            DockerRootDir = options.DataRoot,
            HttpProxy = Proxy("HTTP_PROXY"),
            HttpsProxy = Proxy("HTTPS_PROXY"),
            NoProxy = Proxy("NO_PROXY"),
            Name = facts.Name,
            Labels = options.Labels,
            ServerVersion = options.Version,
            Runtimes = new SortedDictionary<string, InfoRuntime>(StringComparer.Ordinal)
            {
                ["process"] = new() { Path = "caisson-runtime" },
                ["runc"] = new() { Path = "caisson-runtime" },
            },
            Swarm = new InfoSwarm(),

            // There is none, and its work is done by the keeper.
            ContainerdCommit = new InfoCommit { Id = "" },
            RuncCommit = own,
            InitCommit = own,
            SecurityOptions = SecurityOptions(options, facts),
            DefaultAddressPools = options.AddressPools.Count == 0
                ? null
                : [.. options.AddressPools.Select(p => new InfoPool { Base = p.Base, Size = p.Size })],
            Warnings = null,
        };
    }

    private static List<string> SecurityOptions(EngineOptions options, HostFacts facts)
    {
        List<string> all = [$"name=seccomp,profile={options.SeccompProfile ?? "builtin"}"];
        if (facts.CgroupVersion == "2")
        {
            all.Add("name=cgroupns");
        }

        if (options.NoNewPrivileges)
        {
            all.Add("name=no-new-privileges");
        }

        return all;
    }

    private static InfoRegistries Registries(RegistryOptions options)
    {
        IReadOnlyList<string> mirrors = options.Mirrors.TryGetValue(DockerHub, out IReadOnlyList<Uri>? all)
            ? [.. all.Select(m => m.ToString())]
            : [];
        Dictionary<string, InfoIndex> indexes = new(StringComparer.Ordinal)
        {
            [DockerHub] = new() { Name = DockerHub, Mirrors = mirrors, Secure = true, Official = true },
        };
        foreach (string name in options.InsecureRegistries.Where(r => !r.Contains('/', StringComparison.Ordinal)))
        {
            indexes[name] = new InfoIndex { Name = name, Mirrors = [], Secure = false, Official = false };
        }

        return new InfoRegistries
        {
            InsecureRegistryCidrs = ["::1/128", "127.0.0.0/8", .. options.InsecureRegistries.Where(r => r.Contains('/', StringComparison.Ordinal))],
            IndexConfigs = indexes,
            Mirrors = mirrors,
        };
    }

    private static string Proxy(string name)
    {
        string value = Environment.GetEnvironmentVariable(name) ?? Environment.GetEnvironmentVariable(name.ToLowerInvariant()) ?? "";

        // A proxy's address may have a password, which is nobody's business.
        return Uri.TryCreate(value, UriKind.Absolute, out Uri? address) && address.UserInfo.Length > 0
            ? value.Replace(address.UserInfo, "xxxxx:xxxxx", StringComparison.Ordinal)
            : value;
    }
}
