using Caisson.Engine.Processes;

namespace Caisson.Engine.Tests.Processes;

public sealed class ProcessListerTests
{
    private const string Output = """
        UID          PID    PPID CMD
        root          10       1 sleep 1000  x
        root          11       1 other
        root           -       - thread of other
        root          12      10 sh
        """;

    [Fact]
    public void Parse_OutputOfPs_KeepsTheContainersProcesses()
    {
        ProcessTable table = ProcessLister.Parse(Output, [10, 12]);

        Assert.Equal(["UID", "PID", "PPID", "CMD"], table.Titles);
        Assert.Equal([["root", "10", "1", "sleep 1000 x"], ["root", "12", "10", "sh"]], table.Rows);
    }

    [Fact]
    public void Parse_NoColumnOfPids_IsRefused() =>
        Assert.Equal("Couldn't find PID field in ps output", Assert.Throws<EngineException>(() => ProcessLister.Parse("A B\n1 2\n", [1])).Message);

    [Fact]
    public void List_ColumnOfPidsRenamed_IsRefused() =>
        Assert.Equal(EngineErrorKind.InvalidParameter, Assert.Throws<EngineException>(() => ProcessLister.List([1], "-o pid=x")).Kind);
}
