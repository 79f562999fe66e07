using System.Text;
using Caisson.Linux.Credentials;

namespace Caisson.Linux.Tests.Credentials;

public class SubordinateIdsTests
{
    private const string Contents = """
        root:1000000:65536
        alice:100000:65536
        alicex:1:1
        1001:200000:10
        alice:300000:1

        # a comment
        alice
        alice:1
        alice:x:5
        alice:5:-1
        alice:5:0
        alice: 5:6
        alice:5:6:7
        alice:4294967295:1
        alice:99999999999:1
        alice:400000:2
        """;

    [Fact]
    public void Find_ByNameAndNumber_ReturnsTheRangesInOrder() => Assert.Equal(
        [new(100000, 65536), new(200000, 10), new(300000, 1), new(400000, 2)],
        SubordinateIds.Find(Encoding.UTF8.GetBytes(Contents), "alice", 1001));

    [Fact]
    public void Find_UserWithoutName_ReturnsThoseByNumber() => Assert.Equal(
        [new(200000, 10)], SubordinateIds.Find(Encoding.UTF8.GetBytes(Contents), null, 1001));

    [Fact]
    public void Find_NobodysFile_ReturnsNone()
    {
        Assert.Empty(SubordinateIds.Find([], "alice", 1));
        Assert.Empty(SubordinateIds.Find(":1:1\n"u8, "", 7));
        Assert.Empty(SubordinateIds.Find(":::\n:\n::::"u8, null, 0));
    }
}
