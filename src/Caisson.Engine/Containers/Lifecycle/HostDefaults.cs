using Caisson.Engine.Configuration;
using Caisson.Engine.Defaults;
using Caisson.Engine.Settings;
using Caisson.Engine.Settings.Checks;

namespace Caisson.Engine.Containers.Lifecycle;

/// <summary>What holds where a client leaves something open, filled in as inspect shows it.</summary>
internal static class HostDefaults
{
    private const string DefaultNetwork = "bridge";

    /// <summary>Fills in.</summary>
    internal static HostSettings Fill(HostSettings host, EngineOptions options, ContainerStore store)
    {
        bool showsPaths = host.Privileged || SecurityChoice.Parse(host).ShowsSystemPaths;
        return host with
        {
            ShmSize = host.ShmSize == 0 ? options.DefaultShmBytes : host.ShmSize,
            MemorySwap = host is { Memory: > 0, MemorySwap: 0 } ? 2 * host.Memory : host.MemorySwap,
            MemorySwappiness = host.MemorySwappiness == -1 ? null : host.MemorySwappiness,
            IpcMode = host.IpcMode.Length == 0 ? NamespaceMode.Private : Resolve(host.IpcMode, store),
            PidMode = Resolve(host.PidMode, store),
            NetworkMode = host.NetworkMode is "" or "default" ? DefaultNetwork : Resolve(host.NetworkMode, store),
            PidsLimit = host.PidsLimit is <= 0 ? null : host.PidsLimit,
            CgroupnsMode = host.CgroupnsMode.Length == 0 ? NamespaceChoice.DefaultCgroupMode(host) : host.CgroupnsMode,
            RestartPolicy = host.RestartPolicy.Name.Length == 0 ? host.RestartPolicy with { Name = RestartPolicy.No } : host.RestartPolicy,
            LogConfig = Log(host.LogConfig, options),
            Runtime = host.Runtime ?? SandboxSet.Default,
            MaskedPaths = host.MaskedPaths ?? (showsPaths ? null : DefaultPaths.Masked),
            ReadonlyPaths = host.ReadonlyPaths ?? (showsPaths ? null : DefaultPaths.ReadOnly),
        };
    }

    // Another container is remembered by its id: names change.
    private static string Resolve(string mode, ContainerStore store) =>
        NamespaceMode.IsContainer(mode, out string? container) ? NamespaceMode.OfContainer(store.GetNamedBySettings(container).Id) : mode;

    private static LogConfiguration Log(LogConfiguration log, EngineOptions options)
    {
        if (log.Type.Length > 0 && log.Type != options.LogDriver)
        {
            return log with { Config = log.Config ?? [] };
        }

        SortedDictionary<string, string> config = new(StringComparer.Ordinal);
        foreach ((string name, string value) in options.LogOptions.Concat(log.Config ?? []))
        {
            config[name] = value;
        }

        return new LogConfiguration { Type = options.LogDriver, Config = config };
    }
}
