using System.Globalization;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Processes;

public sealed class NamedProcessTests
{
    [Fact]
    public void Runs_ThisProcess_NeedsItsName()
    {
        string name = File.ReadAllText("/proc/self/comm").TrimEnd('\n');

        Assert.True(NamedProcess.Runs(Environment.ProcessId, name));
        Assert.False(NamedProcess.Runs(Environment.ProcessId, name + "x"));
        Assert.False(NamedProcess.Runs(int.MaxValue, name));
    }

    [Fact]
    public void Runs_ProcessThatHasEnded_IsFalseBeforeItsParentHasAsked()
    {
        using SyscallProgram program = new();
        program.Execute("/bin/sleep", ["sleep", "1000"], []);
        using Child child = program.Spawn(CloneFlags.None);
        child.WaitForExec();
        Assert.True(NamedProcess.Runs(child.ProcessId, "sleep"));

        child.Handle.Signal(9);
        Poll.WaitReadable(child.Handle, TimeSpan.FromSeconds(30));

        Assert.True(Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{child.ProcessId}")));
        Assert.False(NamedProcess.Runs(child.ProcessId, "sleep"));
        child.Handle.WaitForExit();
    }
}
