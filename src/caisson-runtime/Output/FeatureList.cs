using Caisson.Linux.Seccomp;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.CommandLine.Output;

/// <summary>What this runtime can do; features.md and features-linux.md.</summary>
internal static class FeatureList
{
    /// <summary>Makes the list.</summary>
    internal static RuntimeFeatures Create() => new()
    {
        OciVersionMin = SpecVersion.Oldest,
        OciVersionMax = SpecVersion.Current,
        Hooks = ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"],
        MountOptions = [.. SupportedMountOptions.Names()],
        Linux = new LinuxFeatures
        {
            Namespaces = Enum.GetValues<NamespaceType>(),
            Capabilities = Enum.GetNames<Capability>(),
            Cgroup = new CgroupFeatures { V1 = true, V2 = true, Systemd = true, SystemdUser = true, Rdma = true },
            Seccomp = new SeccompFeatures
            {
                Enabled = true,
                Actions = Parse<SeccompAction>(SeccompSupport.Actions),
                Operators = Parse<SeccompOperator>(SeccompSupport.Operators),
                Archs = Parse<SeccompArch>(SeccompSupport.Architectures),
                KnownFlags = Parse<SeccompFlags>(SeccompSupport.KnownFlags),
                SupportedFlags = Parse<SeccompFlags>(SeccompSupport.SupportedFlags()),
            },
            Apparmor = new EnabledFeature { Enabled = true },
            Selinux = new EnabledFeature { Enabled = true },
            IntelRdt = new IntelRdtFeatures { Enabled = true, Schemata = true, Monitoring = true },
            MountExtensions = new MountExtensionFeatures { Idmap = new EnabledFeature { Enabled = true } },
            NetDevices = new EnabledFeature { Enabled = true },
        },
        PotentiallyUnsafeConfigAnnotations = ["org.systemd.property."],
        Annotations = new Dictionary<string, string>
        {
            ["io.github.caisson.runtime.version"] = ProgramInfo.Version,
            ["io.github.caisson.runtime.commit"] = ProgramInfo.Commit,
            ["io.github.seccomp.libseccomp.version"] = SeccompSupport.LibraryVersion(),
        },
    };

    private static T[] Parse<T>(ReadOnlySpan<string> names)
        where T : struct, Enum
    {
        T[] values = new T[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            values[i] = Enum.Parse<T>(names[i]);
        }

        return values;
    }
}
