using Caisson.Engine.Containers.Model;
using Caisson.Engine.Defaults;
using Caisson.Engine.Settings.Checks;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Configuration;

/// <summary>Puts together what a sandbox is to run: a container's settings in the words of the runtime specification.</summary>
internal static class ContainerConfiguration
{
    /// <summary>Makes the configuration; its root is the sandbox's business.</summary>
    /// <param name="record">The container.</param>
    /// <param name="place">What is only known now.</param>
    /// <param name="options">The engine's.</param>
    /// <exception cref="EngineException">A device or a profile is wrong.</exception>
    internal static ContainerConfig Make(ContainerRecord record, LaunchPlace place, EngineOptions options)
    {
        SecurityChoice security = SecurityChoice.Parse(record.Host);
        bool isHidden = !record.Host.Privileged && !security.ShowsSystemPaths;
        bool hasHostName = record.Host.UtsMode != NamespaceMode.Host;
        return new ContainerConfig
        {
            OciVersion = SpecVersion.Current,
            Root = new ContainerRoot { Path = "", Readonly = record.Host.ReadonlyRootfs },
            Hostname = hasHostName ? record.Config.Hostname : null,
            Domainname = hasHostName && record.Config.Domainname.Length > 0 ? record.Config.Domainname : null,
            Process = ProcessChoice.Make(record, place, options),
            Mounts = MountChoice.Of(record, place, options),
            Annotations = record.Host.Annotations,
            Linux = new LinuxConfig
            {
                CgroupsPath = CgroupPath(record, options),
                Resources = ResourceChoice.Of(record.Host) with { Devices = DeviceChoice.Rules(record.Host) },
                Namespaces = NamespaceChoice.Of(record.Host, place),
                Devices = DeviceChoice.Files(record.Host) is { Length: > 0 } devices ? devices : null,
                MaskedPaths = record.Host.MaskedPaths is { } masked ? [.. masked] : isHidden ? DefaultPaths.Masked : [],
                ReadonlyPaths = record.Host.ReadonlyPaths is { } readOnly ? [.. readOnly] : isHidden ? DefaultPaths.ReadOnly : [],
                RootfsPropagation = Propagation(place),
                Sysctl = Sysctls(record),
                Seccomp = SeccompChoice.For(
                    security.Seccomp ?? SeccompChoice.Read(options.SeccompProfile),
                    record.Host.Privileged,
                    CapabilityChoice.Names(record.Host)),
            },
        };
    }

    // In a network of its own nobody else is harmed by a program that takes port 80, or pings, without being root.
    private static SortedDictionary<string, string>? Sysctls(ContainerRecord record)
    {
        if (record.Host.NetworkMode == NamespaceMode.Host || NamespaceMode.IsContainer(record.Host.NetworkMode, out _))
        {
            return record.Host.Sysctls;
        }

        SortedDictionary<string, string> all = new(StringComparer.Ordinal)
        {
            ["net.ipv4.ip_unprivileged_port_start"] = "0",
            ["net.ipv4.ping_group_range"] = "0 2147483647",
        };
        foreach ((string name, string value) in record.Host.Sysctls ?? [])
        {
            all[name] = value;
        }

        return all;
    }

    // Mounts that come in from the host, or go out to it, must be able to cross the root's own mount.
    private static RootfsPropagation? Propagation(LaunchPlace place)
    {
        if (place.Mounts.Any(m => m.Point.Propagation is "shared" or "rshared"))
        {
            return RootfsPropagation.Shared;
        }

        return place.Mounts.Any(m => m.Point.Propagation is "slave" or "rslave") ? RootfsPropagation.Rslave : null;
    }

    private static string CgroupPath(ContainerRecord record, EngineOptions options)
    {
        string parent = record.Host.CgroupParent.Length > 0 ? record.Host.CgroupParent : options.CgroupParent;
        return $"/{parent.Trim('/')}/{record.Id}";
    }
}
