using System.Globalization;
using Caisson.Engine.Settings;
using Caisson.Engine.Settings.Checks;
using Caisson.Linux.Cgroups;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Configuration;

/// <summary>Which namespaces a container has of its own, and which it shares.</summary>
internal static class NamespaceChoice
{
    /// <summary>The namespaces; one that is not among them is the host's.</summary>
    internal static LinuxNamespace[] Of(HostSettings host, LaunchPlace place)
    {
        List<LinuxNamespace> all = [new() { Type = NamespaceType.Mount }];
        if (place.Network.NamespacePath is { } network)
        {
            all.Add(new LinuxNamespace { Type = NamespaceType.Network, Path = network });
        }

        if (host.UtsMode != NamespaceMode.Host)
        {
            all.Add(new LinuxNamespace { Type = NamespaceType.Uts });
        }

        if (host.PidMode != NamespaceMode.Host)
        {
            all.Add(new LinuxNamespace { Type = NamespaceType.Pid, Path = PathOf(place.PidOf, "pid") });
        }

        if (host.IpcMode != NamespaceMode.Host)
        {
            all.Add(new LinuxNamespace { Type = NamespaceType.Ipc, Path = PathOf(place.IpcOf, "ipc") });
        }

        if (host.CgroupnsMode != NamespaceMode.Host)
        {
            all.Add(new LinuxNamespace { Type = NamespaceType.Cgroup });
        }

        return [.. all];
    }

    /// <summary>What holds for the cgroup namespace where nothing is said: with version 2 the container's own, as with Docker.</summary>
    internal static string DefaultCgroupMode(HostSettings host) =>
        CgroupHost.Detect().Layout == CgroupLayout.V2 && !host.Privileged ? NamespaceMode.Private : NamespaceMode.Host;

    private static string? PathOf(int? process, string name) =>
        process is { } id ? string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/ns/{name}") : null;
}
