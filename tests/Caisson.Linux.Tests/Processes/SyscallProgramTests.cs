using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Processes;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Processes;

[Collection(OpenDescriptors.Name)]
public class SyscallProgramTests
{
    [Fact]
    public void Spawn_ProgramThatExits_ReturnsItsStatus()
    {
        using var program = new SyscallProgram();
        program.Execute("/bin/sh", ["sh", "-c", "exit 3"], []);
        using Child child = program.Spawn(CloneFlags.None);
        child.WaitForExec();
        Assert.Equal(3, child.Handle.WaitForExit());
    }

    [Fact]
    public void Spawn_ProgramKilledBySignal_Returns128AndItsNumber()
    {
        using var program = new SyscallProgram();
        program.Execute("/bin/sh", ["sh", "-c", "kill -9 $$"], []);
        using Child child = program.Spawn(CloneFlags.None);
        child.WaitForExec();
        Assert.Equal(137, child.Handle.WaitForExit());
    }

    [Fact]
    public void Spawn_ProgramMissing_NamesCallPathAndErrno()
    {
        using var program = new SyscallProgram();
        program.Execute("/no/such/program", ["x"], []);
        using Child child = program.Spawn(CloneFlags.None);
        LinuxException error = Assert.Throws<LinuxException>(child.WaitForExec);
        Assert.Equal("exec /no/such/program: ENOENT (No such file or directory)", error.Message);
    }

    [Fact]
    public void Spawn_PipeClosedInsteadOfWritten_EndsTheChild()
    {
        var pipe = new Pipe();
        using var program = new SyscallProgram();
        program.CloseAllBut(3, [], pipe.Reader);
        program.WaitFor(pipe.Reader);
        program.Execute("/bin/true", ["true"], []);

        using Child child = program.Spawn(CloneFlags.None);
        pipe.Writer.Dispose();
        LinuxException error = Assert.Throws<LinuxException>(child.WaitForExec);
        Assert.Equal(Errno.ECANCELED, error.Errno);
        pipe.Dispose();
    }

    [Fact]
    public void Spawn_SecondClone_IsAChildOfTheCallerToo()
    {
        using var program = new SyscallProgram();
        program.CloneAgain(CloneFlags.None);
        program.Execute("/bin/sh", ["sh", "-c", "exit 7"], []);
        using Child child = program.Spawn(CloneFlags.None);
        child.WaitForSecondClone();
        child.WaitForExec();
        Assert.Equal(7, child.Handle.WaitForExit());
    }

    [Fact]
    public void Subprocess_OutputAndInput_AreCarried()
    {
        Subprocess result = Subprocess.Run(
            "/bin/sh", ["sh", "-c", "cat; echo $NAME >&2"], ["NAME=value"], "in\n"u8, TimeSpan.FromSeconds(20));
        Assert.Equal("in\nvalue\n", result.Output);
        Assert.Equal(0, result.Status);
    }

    [Fact]
    public void Subprocess_TimeIsUp_IsKilled()
    {
        Subprocess result = Subprocess.Run("/bin/sleep", ["sleep", "60"], [], [], TimeSpan.FromMilliseconds(50));
        Assert.True(result.TimedOut);
        Assert.Equal(137, result.Status);
    }

    [Fact]
    public void Subprocess_OutputClosedLongBeforeTheEnd_IsWaitedFor()
    {
        Subprocess result = Subprocess.Run(
            "/bin/sh", ["sh", "-c", "exec >&- 2>&-; sleep 0.1; exit 5"], [], [], TimeSpan.FromSeconds(20));
        Assert.Equal(5, result.Status);
    }

    [Fact]
    public void Subprocess_SignalDispositions_AreTheDefaults()
    {
        Subprocess result = Subprocess.Run("/bin/grep", ["grep", "-E", "SigIgn|SigBlk", "/proc/self/status"], [], []);
        Assert.Equal("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", result.Output);
    }

    [Fact]
    public void Spawn_ManyTimes_LeavesNoDescriptorOpen()
    {
        Subprocess.Run("/bin/true", ["true"], [], []);
        int before = Count();
        for (int i = 0; i < 50; i++)
        {
            Subprocess.Run("/bin/true", ["true"], [], []);
        }

        Assert.InRange(Count(), 0, before);

        static int Count()
        {
            using FileDescriptor fds = FileSystem.Open("/proc/self/fd", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            return DirectoryListing.Names(fds, "fd").FindAll(static fd => File.ResolveLinkTarget($"/proc/self/fd/{fd}", false) is { } target
                && (target.Name.StartsWith("pipe", StringComparison.Ordinal) || target.Name.Contains("pidfd", StringComparison.Ordinal) || target.Name.Contains("memfd", StringComparison.Ordinal))).Count;
        }
    }
}
