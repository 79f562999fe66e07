using System.Globalization;
using Caisson.Engine.Configuration;
using Caisson.Engine.Defaults;
using Caisson.Engine.Settings;
using Caisson.Images.Build;
using Caisson.Linux.Cgroups;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Builds;

/// <summary>The config.json of a run.</summary>
internal static class RunConfiguration
{
    private const int HostNameChars = 12;
    private const string Shm = "/dev/shm";

    /// <summary>Makes it.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="mounts">What is mounted beside the kernel's own file systems.</param>
    internal static ContainerConfig Make(RunRequest request, IReadOnlyList<ContainerMount> mounts) => new()
    {
        OciVersion = SpecVersion.Current,
        Root = new ContainerRoot { Path = RunFolder.RootName },
        Hostname = HostName(request),
        Process = new ContainerProcess
        {
            Args = [.. request.Arguments],
            Env = [.. request.Environment],
            Cwd = request.WorkingDirectory,
            User = new ProcessUser
            {
                Uid = request.User.UserId,
                Gid = request.User.GroupId,

                // With its own group among them a process can't drop the one that a file's permissions exclude.
                AdditionalGids = [request.User.GroupId, .. request.User.AdditionalGroups.Where(g => g != request.User.GroupId)],
            },
            Capabilities = DefaultCapabilities.For(request.User.UserId),
        },
        Mounts = [.. DefaultMounts.All.Select(m => m.Destination == Shm && request.Limits.ShmBytes > 0 ? WithSize(m, request.Limits.ShmBytes) : m), .. mounts],
        Linux = new LinuxConfig
        {
            CgroupsPath = $"/caisson-build-{request.Id}",
            Resources = ResourceChoice.Of(Limits(request.Limits)) with { Devices = DefaultDevices.Rules },
            Namespaces = Namespaces(request),
            MaskedPaths = DefaultPaths.Masked,
            ReadonlyPaths = DefaultPaths.ReadOnly,
            Seccomp = DefaultSeccomp.Filter,
        },
    };

    /// <summary>The host name of a run.</summary>
    internal static string HostName(RunRequest request) => request.Id[..HostNameChars];

    private static ContainerMount WithSize(ContainerMount mount, long bytes) => mount with
    {
        Options = [.. mount.Options!.Where(static o => !o.StartsWith("size=", StringComparison.Ordinal)), string.Create(CultureInfo.InvariantCulture, $"size={bytes}")],
    };

    private static ResourceSettings Limits(BuildLimits limits) => new()
    {
        Memory = limits.MemoryBytes,
        MemorySwap = limits.MemorySwapBytes,
        CpuShares = limits.CpuShares,
        CpuPeriod = limits.CpuPeriod,
        CpuQuota = limits.CpuQuota,
        CpusetCpus = limits.CpusetCpus,
        CpusetMems = limits.CpusetMems,
    };

    private static LinuxNamespace[] Namespaces(RunRequest request)
    {
        List<NamespaceType> types = [NamespaceType.Pid, NamespaceType.Mount, NamespaceType.Ipc, NamespaceType.Uts];
        if (request.Network == BuildSandbox.NoNetwork)
        {
            types.Add(NamespaceType.Network);
        }

        // Where only v2 is mounted, a container that saw the host's hierarchy would see it as its own.
        if (CgroupHost.Detect().Layout == CgroupLayout.V2)
        {
            types.Add(NamespaceType.Cgroup);
        }

        return [.. types.Select(t => new LinuxNamespace { Type = t })];
    }
}
