using Caisson.Runtime.CommandLine.Output;

namespace Caisson.CommandLine.Tests.Output;

public class TextTableTests
{
    [Fact]
    public void Format_ShortCells_TakesTwelveColumns() =>
        Assert.Equal("ID          PID         OWNER\n", TextTable.Format([["ID", "PID", "OWNER"]]));

    [Fact]
    public void Format_LongCell_WidensItsColumnByThree() =>
        Assert.Equal(
            "ID               OWNER\n/tmp/cli-ref/b   root\n",
            TextTable.Format([["ID", "OWNER"], ["/tmp/cli-ref/b", "root"]]));

    [Fact]
    public void Format_NotAscii_CountsCharacters() =>
        Assert.Equal("ü           x\n", TextTable.Format([["ü", "x"]]));
}
