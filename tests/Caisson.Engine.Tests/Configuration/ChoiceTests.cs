using Caisson.Engine.Configuration;
using Caisson.Engine.Containers.Lifecycle;
using Caisson.Engine.Defaults;
using Caisson.Engine.Settings;
using Caisson.Oci.ImageSpec;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Tests.Configuration;

public sealed class ChoiceTests
{
    [Fact]
    public void Capabilities_AddAndDrop_AsDocker()
    {
        Assert.Equal(DefaultCapabilities.Names.Order(), CapabilityChoice.Names(new HostSettings()).Order());
        Assert.Equal(["CAP_NET_ADMIN"], CapabilityChoice.Names(new HostSettings { CapDrop = ["all"], CapAdd = ["net_admin"] }));
        Assert.DoesNotContain("CAP_CHOWN", CapabilityChoice.Names(new HostSettings { CapDrop = ["CAP_CHOWN"] }));
        string[] nearly = CapabilityChoice.Names(new HostSettings { CapAdd = ["ALL"], CapDrop = ["MKNOD"] });
        Assert.DoesNotContain("CAP_MKNOD", nearly);
        Assert.Contains("CAP_SYS_ADMIN", nearly);
    }

    [Fact]
    public void Environment_NameAlone_TakesAVariableAway() =>
        Assert.Equal(["B=3", "C=4"], ProcessChoice.Override(["A=1", "B=2"], ["A", "B=3", "C=4"]));

    [Fact]
    public void Rule_OfDevices_IsRead()
    {
        DeviceRule rule = DeviceChoice.ParseRule("c 7:* rwm");

        Assert.Equal((DeviceType.Character, 7L, null, "rwm"), (rule.Type!.Value, rule.Major!.Value, rule.Minor, rule.Access));
    }

    [Fact]
    public void Resources_Settings_BecomeTheSpecifications()
    {
        LinuxResources limits = ResourceChoice.Of(new HostSettings { NanoCpus = 500_000_000, Memory = 64 << 20, MemorySwap = -1, PidsLimit = -1 });

        Assert.Equal((50_000L, 100_000UL), (limits.Cpu!.Quota!.Value, limits.Cpu.Period!.Value));
        Assert.Equal((64L << 20, -1L), (limits.Memory!.Limit!.Value, limits.Memory.Swap!.Value));
        Assert.Equal(-1, limits.Pids!.Limit);
        Assert.Null(limits.BlockIO);
    }

    [Fact]
    public void Seccomp_Capabilities_AllowTheirCalls()
    {
        SeccompConfig plain = SeccompChoice.For(null, false, DefaultCapabilities.Names)!;
        SeccompConfig admin = SeccompChoice.For(null, false, [.. DefaultCapabilities.Names, "CAP_SYS_ADMIN"])!;

        Assert.DoesNotContain("mount", Allowed(plain));
        Assert.Contains("mount", Allowed(admin));
        Assert.Null(SeccompChoice.For("unconfined", false, []));
        Assert.Null(SeccompChoice.For(null, true, []));
    }

    [Fact]
    public void Seccomp_ProfileWithConditions_IsRead()
    {
        const string Profile = """
            {"defaultAction":"SCMP_ACT_ERRNO","archMap":[{"architecture":"SCMP_ARCH_X86_64","subArchitectures":["SCMP_ARCH_X86"]}],
             "syscalls":[{"names":["read"],"action":"SCMP_ACT_ALLOW"},
                         {"names":["mount"],"action":"SCMP_ACT_ALLOW","includes":{"caps":["CAP_SYS_ADMIN"]}},
                         {"names":["bpf"],"action":"SCMP_ACT_ALLOW","excludes":{"caps":["CAP_SYS_ADMIN"]}},
                         {"names":["arm_only"],"action":"SCMP_ACT_ALLOW","includes":{"arches":["arm64"]}}]}
            """;

        Assert.Equal(["read", "bpf"], Allowed(SeccompChoice.For(Profile, false, [])!));
        Assert.Equal(["read", "mount"], Allowed(SeccompChoice.For(Profile, false, ["CAP_SYS_ADMIN"])!));
        EngineException e = Assert.Throws<EngineException>(() => SeccompChoice.For("{\"defaultAction\":\"NOPE\"}", false, []));
        Assert.StartsWith("Decoding seccomp profile failed", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Merge_ImageAndSettings_AsDockerd()
    {
        ContainerDefaults image = new()
        {
            Entrypoint = ["/entry"],
            Cmd = ["a"],
            Env = ["PATH=/bin", "X=1"],
            WorkingDir = "/w",
            User = "app",
            Labels = new Dictionary<string, string> { ["l"] = "image", ["m"] = "image" },
            ExposedPorts = ["80/tcp"],
        };
        ContainerSettings own = new() { Cmd = ["b"], Env = ["X=2"], Labels = new() { ["l"] = "own" } };

        ContainerSettings merged = ImageMerge.Merge(own, image);

        Assert.Equal(["/entry"], merged.Entrypoint!);
        Assert.Equal(["b"], merged.Cmd!);
        Assert.Equal(["X=2", "PATH=/bin"], merged.Env!);
        Assert.Equal(("/w", "app", "own", "image"), (merged.WorkingDir, merged.User, merged.Labels!["l"], merged.Labels["m"]));
        Assert.Contains("80/tcp", merged.ExposedPorts!.Keys);
        Assert.Null(ImageMerge.Merge(own with { Entrypoint = [""] }, image).Entrypoint);
        Assert.Equal(["b"], ImageMerge.Merge(own with { Entrypoint = ["/e"] }, image).Cmd!);
        Assert.Null(ImageMerge.Merge(new ContainerSettings { Entrypoint = ["/e"] }, image).Cmd);
        EngineException e = Assert.Throws<EngineException>(() => ImageMerge.Merge(new ContainerSettings(), null));
        Assert.Equal("no command specified", e.Message);
    }

    private static List<string> Allowed(SeccompConfig filter) =>
        [.. filter.Syscalls!.Where(r => r.Action == SeccompAction.SCMP_ACT_ALLOW).SelectMany(r => r.Names)];
}
