using Caisson.Oci.RuntimeSpec;

namespace Caisson.Oci.Tests.RuntimeSpec;

public class NamesTests
{
    [Fact]
    public void SpecName_EveryValue_HasItsName()
    {
        Assert.All(Enum.GetValues<NamespaceType>(), v => Assert.Equal(v.ToString().ToLowerInvariant(), SpecName.Of(v)));
        Assert.All(Enum.GetValues<ContainerStatus>(), v => Assert.Equal(v.ToString().ToLowerInvariant(), SpecName.Of(v)));
        Assert.All(Enum.GetValues<RootfsPropagation>(), v => Assert.Equal(v.ToString().ToLowerInvariant(), SpecName.Of(v)));
    }

    [Fact]
    public void Features_EveryValue_IsWrittenByItsNameAndReadBack()
    {
        RuntimeFeatures features = new()
        {
            Linux = new LinuxFeatures
            {
                Namespaces = Enum.GetValues<NamespaceType>(),
                Seccomp = new SeccompFeatures
                {
                    Actions = [.. Enum.GetValues<SeccompAction>().Where(v => v != 0)],
                    Operators = [.. Enum.GetValues<SeccompOperator>().Where(v => v != 0)],
                    Archs = [.. Enum.GetValues<SeccompArch>().Where(v => v != 0)],
                    KnownFlags = [.. Enum.GetValues<SeccompFlags>().Where(v => v != 0)],
                },
                MemoryPolicy = new MemoryPolicyFeatures
                {
                    Modes = Enum.GetValues<MemoryPolicyMode>(),
                    Flags = [.. Enum.GetValues<MemoryPolicyFlags>().Where(v => v != 0)],
                },
            },
        };
        byte[] json = features.ToUtf8();
        LinuxFeatures read = RuntimeFeatures.Load(json).Linux!;

        Assert.Equal(features.Linux.Namespaces, read.Namespaces);
        Assert.Equal(features.Linux.Seccomp.Actions, read.Seccomp!.Actions);
        Assert.Equal(features.Linux.Seccomp.Operators, read.Seccomp.Operators);
        Assert.Equal(features.Linux.Seccomp.Archs, read.Seccomp.Archs);
        Assert.Equal(features.Linux.Seccomp.KnownFlags, read.Seccomp.KnownFlags);
        Assert.Equal(features.Linux.MemoryPolicy.Modes, read.MemoryPolicy!.Modes);
        Assert.Equal(features.Linux.MemoryPolicy.Flags, read.MemoryPolicy.Flags);
        string text = System.Text.Encoding.UTF8.GetString(json);
        Assert.All(read.Seccomp.Archs!, v => Assert.Contains($"\"{v}\"", text));
        Assert.All(read.Seccomp.Actions!, v => Assert.Contains($"\"{v}\"", text));
        Assert.All(read.Seccomp.Operators!, v => Assert.Contains($"\"{v}\"", text));
        Assert.All(read.Seccomp.KnownFlags!, v => Assert.Contains($"\"{v}\"", text));
        Assert.All(read.MemoryPolicy.Modes!, v => Assert.Contains($"\"{v}\"", text));
    }

    [Fact]
    public void Process_EveryLimitPolicyAndFlag_IsWrittenByItsNameAndReadBack()
    {
        ContainerProcess process = new()
        {
            Rlimits = [.. Enum.GetValues<RlimitType>().Select(v => new ProcessRlimit { Type = v })],
            Scheduler = new ProcessScheduler
            {
                Policy = SchedulerPolicy.SCHED_OTHER,
                Flags = [.. Enum.GetValues<SchedulerFlags>().Where(v => v != 0)],
            },
        };
        byte[] json = process.ToUtf8();
        ContainerProcess read = ContainerProcess.Load(json);
        string text = System.Text.Encoding.UTF8.GetString(json);

        Assert.Equal(process.Rlimits, read.Rlimits);
        Assert.Equal(process.Scheduler.Flags, read.Scheduler!.Flags);
        Assert.All(process.Rlimits, v => Assert.Contains($"\"{v.Type}\"", text));
        Assert.All(process.Scheduler.Flags, v => Assert.Contains($"\"{v}\"", text));
        Assert.All(Enum.GetValues<SchedulerPolicy>(), v =>
        {
            ProcessScheduler scheduler = new() { Policy = v };
            byte[] one = new ContainerProcess { Scheduler = scheduler }.ToUtf8();
            Assert.Contains($"\"policy\":\"{v}\"", System.Text.Encoding.UTF8.GetString(one));
            Assert.Equal(v, ContainerProcess.Load(one).Scheduler!.Policy);
        });
    }

    [Fact]
    public void ToUtf8_ValueWithoutAName_IsTheCallersError() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new ContainerState { Status = (ContainerStatus)99 }.ToUtf8());

    [Fact]
    public void CapabilityNames_Numbers_AreTheKernels()
    {
        Assert.Equal(41, CapabilityNames.Known.Length);
        Assert.True(CapabilityNames.TryFind("CAP_CHOWN", out int chown));
        Assert.True(CapabilityNames.TryFind("CAP_SYS_ADMIN", out int admin));
        Assert.True(CapabilityNames.TryFind("CAP_CHECKPOINT_RESTORE", out int restore));
        Assert.Equal((0, 21, 40), (chown, admin, restore));
        Assert.False(CapabilityNames.TryFind("cap_chown", out _));
    }

    [Theory]
    [InlineData("net.ipv4.ip_forward", "net/ipv4/ip_forward")]
    [InlineData("net.ipv4.conf.eth0/1.forwarding", "net/ipv4/conf/eth0.1/forwarding")]
    [InlineData("net/ipv4/conf/eth0.1/forwarding", "net/ipv4/conf/eth0.1/forwarding")]
    [InlineData("kernel.shmmax", "kernel/shmmax")]
    public void SysctlName_Path_FollowsTheFirstSeparator(string name, string path)
    {
        Assert.True(SysctlName.TryGetPath(name, out string actual));
        Assert.Equal(path, actual);
    }
}
