using Caisson.Linux.Scheduling;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Scheduling;

public class SchedulingTests
{
    [Fact]
    public void TryParse_EveryName_IsTheEnums()
    {
        foreach (SchedPolicy policy in Enum.GetValues<SchedPolicy>())
        {
            Assert.True(SchedulerAttributes.TryParsePolicy(policy.ToString(), out SchedPolicy parsed));
            Assert.Equal(policy, parsed);
        }

        foreach (SchedFlags flag in Enum.GetValues<SchedFlags>().Where(flag => flag != SchedFlags.None))
        {
            Assert.True(SchedulerAttributes.TryParseFlag(flag.ToString(), out SchedFlags parsed));
            Assert.Equal(flag, parsed);
        }

        foreach (IoprioClass ioClass in Enum.GetValues<IoprioClass>().Where(c => c != IoprioClass.IOPRIO_CLASS_NONE))
        {
            Assert.True(IoPriority.TryParseClass(ioClass.ToString(), out IoprioClass parsed));
            Assert.Equal(ioClass, parsed);
        }

        Assert.False(SchedulerAttributes.TryParsePolicy("SCHED_NORMAL", out _));
        Assert.False(SchedulerAttributes.TryParseFlag("SCHED_FLAG_KEEP_ALL", out _));
        Assert.False(IoPriority.TryParseClass("IOPRIO_CLASS_NONE", out _));
    }

    [Fact]
    public void ApplyTo_BatchWithNiceAndFlag_RoundTrips() => DedicatedThread.Run(() =>
    {
        SchedulerAttributes wanted = new()
        {
            Policy = SchedPolicy.SCHED_BATCH,
            Nice = 5,
            Flags = SchedFlags.SCHED_FLAG_RESET_ON_FORK,
        };
        wanted.ApplyTo(0);

        // Since Linux 6.12 the kernel says how long its time slice is, which nobody set here.
        Assert.Equal(wanted, SchedulerAttributes.Get(0) with { RuntimeNs = 0 });
    });

    [Fact]
    public void ApplyTo_ImpossiblePriority_ThrowsEinval() => DedicatedThread.Run(() =>
    {
        LinuxException error = Assert.Throws<LinuxException>(
            () => new SchedulerAttributes { Policy = SchedPolicy.SCHED_FIFO, Priority = 100 }.ApplyTo(0));
        Assert.Equal("sched_setattr SCHED_FIFO, nice 0, priority 100: EINVAL (Invalid argument)", error.Message);
    });

    [Fact]
    public void ApplyTo_RealTime_IsSetOrRefusedForWantOfPrivilege() => DedicatedThread.Run(() =>
    {
        SchedulerAttributes wanted = new() { Policy = SchedPolicy.SCHED_RR, Priority = 3 };
        try
        {
            wanted.ApplyTo(0);
        }
        catch (LinuxException e) when (e.Errno == Errno.EPERM)
        {
            Assert.Skip("real-time scheduling is not allowed here");
        }

        Assert.Equal((wanted.Policy, wanted.Priority), (SchedulerAttributes.Get(0).Policy, SchedulerAttributes.Get(0).Priority));
    });

    [Theory]
    [InlineData(IoprioClass.IOPRIO_CLASS_BE, 7)]
    [InlineData(IoprioClass.IOPRIO_CLASS_IDLE, 0)]
    public void IoPriority_Applied_RoundTrips(IoprioClass ioClass, int level) => DedicatedThread.Run(() =>
    {
        IoPriority wanted = new(ioClass, level);
        wanted.ApplyTo(0);
        Assert.Equal(wanted, IoPriority.Get(0));
    });

    [Theory]
    [InlineData(-1)]
    [InlineData(8)]
    public void IoPriority_LevelOutOfRange_IsRefused(int level) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new IoPriority(IoprioClass.IOPRIO_CLASS_BE, level).ApplyTo(0));

    [Fact]
    public void CpuAffinity_OneProcessor_IsAllThatIsLeft() => DedicatedThread.Run(() =>
    {
        int allowed = Enumerable.Range(0, 64).First(cpu => CpuAffinity.Contains(0, cpu));
        Assert.True(CpuList.TryParse($"{allowed},8000", out CpuList? list, out _));
        CpuAffinity.Set(0, list);
        Assert.Equal([allowed], Enumerable.Range(0, CpuList.MaxCpus).Where(cpu => CpuAffinity.Contains(0, cpu)));
        Assert.True(CpuList.TryParse("8000", out list, out _));
        Assert.Equal(Errno.EINVAL, Assert.Throws<LinuxException>(() => CpuAffinity.Set(0, list)).Errno);
    });
}
