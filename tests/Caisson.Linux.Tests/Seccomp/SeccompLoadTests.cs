using System.Runtime.InteropServices;
using Caisson.Linux.Credentials;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Seccomp;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Seccomp;

/// <summary>Real filters. Each is loaded by a thread of its own that ends afterwards: a filter belongs to its thread.</summary>
public sealed unsafe class SeccompLoadTests
{
    private const int SYS_getpgid = 121;
    private const int SYS_personality = 135;
    private const int SYS_kexec_load = 246;
    private const int SYS_clone3 = 435;
    private const uint QueryPersonality = 0xffffffff;

    [Fact]
    public void Load_Errno_FailsTheCallAlone() => DedicatedThread.Run(() =>
    {
        Assert.True(Call(SYS_getpgid, 0) > 0);
        Load(DenyGetpgid(ScmpAction.SCMP_ACT_ERRNO, 95));
        Assert.Equal(-95, Call(SYS_getpgid, 0));
        Assert.True(Call(SYS_personality, QueryPersonality) >= 0);
    });

    [Fact]
    public void Load_TraceWithoutTracer_FailsWithEnosys() => DedicatedThread.Run(() =>
    {
        Load(DenyGetpgid(ScmpAction.SCMP_ACT_TRACE, 7));
        Assert.Equal(-(int)Errno.ENOSYS, Call(SYS_getpgid, 0));
    });

    [Fact]
    public void Load_Log_LetsTheCallThrough() => DedicatedThread.Run(() =>
    {
        Load(DenyGetpgid(ScmpAction.SCMP_ACT_LOG, null) with { Flags = SeccompFilterFlags.SECCOMP_FILTER_FLAG_LOG });
        Assert.True(Call(SYS_getpgid, 0) > 0);
    });

    [Fact]
    public void Load_RepresentativeProfile_AnswersAsWritten() => DedicatedThread.Run(() =>
    {
        Load(RepresentativeProfile.Create());
        Assert.Equal(-(int)Errno.EPERM, Call(SYS_kexec_load, 0));
        Assert.Equal(-(int)Errno.ENOSYS, Call(SYS_clone3, 0));
        Assert.Equal(-(int)Errno.ENOSYS, Call(1000, 0));
        Assert.Equal(-(int)Errno.EPERM, Call(SYS_personality, 1));
        Assert.True(Call(SYS_personality, QueryPersonality) >= 0);
        Assert.True(Call(SYS_getpgid, 0) > 0);
    });

    [Fact]
    public void Load_OnOneThread_LeavesTheOthersAlone()
    {
        DedicatedThread.Run(() =>
        {
            SeccompProgram program = SeccompFilter.Compile(
                DenyGetpgid(ScmpAction.SCMP_ACT_ERRNO, 1) with { Flags = SeccompFilterFlags.SECCOMP_FILTER_FLAG_TSYNC });
            Assert.Equal(SeccompFilterFlags.None, program.Flags);
            Prctl.SetNoNewPrivileges();
            SeccompFilter.Load(program);
            Assert.Equal(-1, Call(SYS_getpgid, 0));
        });
        Assert.True(Call(SYS_getpgid, 0) > 0);
    }

    [Fact]
    public void Load_NeitherPrivilegeNorNoNewPrivileges_ThrowsEacces()
    {
        Root.Require("giving up a privilege");
        DedicatedThread.Run(() =>
        {
            ThreadCapabilities.Set(0, 0, 0);
            LinuxException error = Assert.Throws<LinuxException>(
                () => SeccompFilter.Load(SeccompFilter.Compile(DenyGetpgid(ScmpAction.SCMP_ACT_ERRNO, 1))));
            Assert.Equal("seccomp SECCOMP_SET_MODE_FILTER: EACCES (Permission denied)", error.Message);
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(8 * 4097)]
    public void Load_ProgramOfImpossibleLength_ThrowsEinval(int bytes) =>
        Assert.Equal(
            Errno.EINVAL,
            Assert.Throws<LinuxException>(() => SeccompFilter.Load(new byte[bytes], SeccompFilterFlags.None)).Errno);

    [Fact]
    public void Load_ProgramThatDoesNotEnd_ThrowsEinval() => DedicatedThread.Run(() =>
    {
        Prctl.SetNoNewPrivileges();
        Assert.Equal(
            Errno.EINVAL,
            Assert.Throws<LinuxException>(() => SeccompFilter.Load(new byte[16], SeccompFilterFlags.None)).Errno);
    });

    [Theory]
    [InlineData(SeccompFilterFlags.None)]
    [InlineData(SeccompFilterFlags.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)]
    [InlineData(SeccompFilterFlags.SECCOMP_FILTER_FLAG_SPEC_ALLOW)]
    public void Load_Notify_ReturnsAListenerThatDecides(SeccompFilterFlags flags)
    {
        if (!SeccompFilter.KernelSupports(flags))
        {
            Assert.Skip($"the kernel does not know {flags}");
        }

        using BlockingListener listener = new();
        DedicatedThread.Run(() =>
        {
            SeccompProgram program = SeccompFilter.Compile(DenyGetpgid(ScmpAction.SCMP_ACT_NOTIFY, null) with { Flags = flags });
            Assert.True(program.HasListener);
            Prctl.SetNoNewPrivileges();
            FileDescriptor? descriptor = SeccompFilter.Load(program);
            Assert.NotNull(descriptor);
            listener.Give(descriptor);
            Assert.Equal(4242, Call(SYS_getpgid, 77));
        });
        Assert.Equal((SYS_getpgid, 77UL), listener.Seen);
    }

    private static SeccompProfile DenyGetpgid(ScmpAction action, uint? errno) => new()
    {
        DefaultAction = ScmpAction.SCMP_ACT_ALLOW,
        Rules = [new() { Names = ["getpgid"], Action = action, ErrnoRet = errno }],
    };

    private static void Load(SeccompProfile profile)
    {
        Prctl.SetNoNewPrivileges();
        Assert.Null(SeccompFilter.Load(SeccompFilter.Compile(profile)));
    }

    /// <summary>A call's result, or minus errno.</summary>
    private static nint Call(int number, long argument)
    {
        // Any of the imports of syscall(2) will do; this one lets the collector work while the call waits.
        nint result = LibC.seccomp(number, (nint)argument, 0, null);
        return result < 0 ? -Marshal.GetLastPInvokeError() : result;
    }
}
