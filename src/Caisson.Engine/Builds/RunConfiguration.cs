using Caisson.Engine.Defaults;
using Caisson.Images.Build;
using Caisson.Linux.Cgroups;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Builds;

/// <summary>The config.json of a run.</summary>
internal static class RunConfiguration
{
    private const int HostNameChars = 12;

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
        Mounts = [.. DefaultMounts.All, .. mounts],
        Linux = new LinuxConfig
        {
            CgroupsPath = $"/caisson-build-{request.Id}",
            Resources = new LinuxResources { Devices = DefaultDevices.Rules },
            Namespaces = Namespaces(request),
            MaskedPaths = DefaultPaths.Masked,
            ReadonlyPaths = DefaultPaths.ReadOnly,
            Seccomp = DefaultSeccomp.Filter,
        },
    };

    /// <summary>The host name of a run.</summary>
    internal static string HostName(RunRequest request) => request.Id[..HostNameChars];

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
