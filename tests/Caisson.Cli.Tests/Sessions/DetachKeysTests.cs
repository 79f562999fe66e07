using System.Text;
using Caisson.Cli.Sessions;

namespace Caisson.Cli.Tests.Sessions;

public sealed class DetachKeysTests
{
    [Theory]
    [InlineData("", "a\u0010\u0011b", true, "a")]
    [InlineData("", "a\u0010b", false, "a\u0010b")]
    [InlineData("", "\u0010\u0010\u0011", true, "\u0010")]
    [InlineData("ctrl-a,x", "1\u0001x", true, "1")]
    [InlineData("ctrl-a,x", "1\u0010\u0011", false, "1\u0010\u0011")]
    [InlineData("nonsense", "\u0010\u0011", true, "")]
    [InlineData("ctrl-@", "\0", true, "")]
    public void Filter_Typed_TakesTheKeysOut(string keys, string typed, bool isDetached, string passed)
    {
        List<byte> output = [];

        Assert.Equal(isDetached, new DetachKeys(keys).Filter(Encoding.ASCII.GetBytes(typed), output));
        Assert.Equal(passed, Encoding.ASCII.GetString([.. output]));
    }

    [Fact]
    public void Filter_KeysInTwoReads_AreFound()
    {
        DetachKeys keys = new("");
        List<byte> output = [];

        Assert.False(keys.Filter([0x10], output));
        Assert.True(keys.Filter([0x11], output));
        Assert.Empty(output);
    }
}
