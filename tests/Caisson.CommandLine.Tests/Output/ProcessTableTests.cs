using Caisson.Runtime;
using Caisson.Runtime.CommandLine.Output;

namespace Caisson.CommandLine.Tests.Output;

public class ProcessTableTests
{
    private const string Table = """
        UID        PID  PPID CMD
        root         7     1 sleep 8
        root         8     1 sleep 7
        root      1234     7 [kworker/0:0]

        """;

    [Fact]
    public void Filter_SomeProcesses_KeepsHeadingAndTheirLines() =>
        Assert.Equal(
            "UID        PID  PPID CMD\nroot         7     1 sleep 8\nroot      1234     7 [kworker/0:0]\n",
            ProcessTable.Filter(Table, [1234, 7]));

    [Fact]
    public void Filter_PidInFirstColumn_FindsIt() =>
        Assert.Equal("  PID CMD\n   42 x\n", ProcessTable.Filter("  PID CMD\n   42 x\n   43 y\n", [42]));

    [Fact]
    public void Filter_NoProcess_KeepsHeading() =>
        Assert.Equal("UID        PID  PPID CMD\n", ProcessTable.Filter(Table, []));

    [Theory]
    [InlineData("")]
    [InlineData("CMD\nsleep\n")]
    [InlineData("PPID CMD\n1 sleep\n")]
    public void Filter_NoColumnPid_SaysSo(string table) =>
        Assert.Equal(
            "couldn't find PID field in ps output",
            Assert.Throws<ContainerException>(() => ProcessTable.Filter(table, [1])).Message);

    [Theory]
    [InlineData("CMD PID\nx\n")]
    [InlineData("CMD PID\na b 1\n")]
    public void Filter_NoNumberInColumn_SaysSo(string table)
    {
        string message = Assert.Throws<ContainerException>(() => ProcessTable.Filter(table, [1])).Message;
        Assert.Contains("unable to parse pid", message, StringComparison.Ordinal);
    }
}
