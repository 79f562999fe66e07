using Caisson.Linux.Credentials;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Credentials;

public class ResourceLimitsTests
{
    [Fact]
    public void TryParse_EveryLimit_IsTheEnums()
    {
        Assert.Equal(16, Enum.GetValues<Rlimit>().Length);
        foreach (Rlimit resource in Enum.GetValues<Rlimit>())
        {
            Assert.True(ResourceLimits.TryParse(resource.ToString(), out Rlimit parsed));
            Assert.Equal(resource, parsed);
        }

        Assert.False(ResourceLimits.TryParse("RLIMIT_OFILE", out _));
        Assert.False(ResourceLimits.TryParse("NOFILE", out _));
        Assert.False(ResourceLimits.TryParse("rlimit_cpu", out _));
    }

    [Fact]
    public void Set_AnotherProcess_ChangesThatOne()
    {
        using var pipe = new Pipe();
        using var program = new SyscallProgram();
        program.Redirect(pipe.Reader, 0);
        program.CloseAllBut(3, []);
        program.Execute("/bin/cat", ["cat"], []);
        using Child child = program.Spawn(CloneFlags.None);
        child.WaitForExec();

        ResourceLimits.Set(child.ProcessId, Rlimit.RLIMIT_NOFILE, new ResourceLimit(17, 18));
        Assert.Equal(new ResourceLimit(17, 18), ResourceLimits.Get(child.ProcessId, Rlimit.RLIMIT_NOFILE));
        Assert.NotEqual(new ResourceLimit(17, 18), ResourceLimits.Get(0, Rlimit.RLIMIT_NOFILE));
        LinuxException error = Assert.Throws<LinuxException>(
            () => ResourceLimits.Set(child.ProcessId, Rlimit.RLIMIT_NOFILE, new ResourceLimit(18, 17)));
        Assert.Equal(
            $"prlimit RLIMIT_NOFILE to soft 18, hard 17 of process {child.ProcessId}: EINVAL (Invalid argument)", error.Message);

        bool mayRaise = (ThreadCapabilities.Read().Effective & Capabilities.Mask(Capability.CAP_SYS_RESOURCE)) != 0;
        Assert.Equal(
            mayRaise ? Errno.None : Errno.EPERM,
            ResourceLimits.TrySet(child.ProcessId, Rlimit.RLIMIT_NOFILE, new ResourceLimit(17, 19)));
        pipe.Writer.Dispose();
        child.Handle.WaitForExit();
    }

    [Fact]
    public void Get_NoSuchProcess_ThrowsEsrch() =>
        Assert.Equal(
            Errno.ESRCH, Assert.Throws<LinuxException>(() => ResourceLimits.Get(int.MaxValue, Rlimit.RLIMIT_CPU)).Errno);
}
