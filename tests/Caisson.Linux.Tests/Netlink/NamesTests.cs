using Caisson.Linux.Netlink;

namespace Caisson.Linux.Tests.Netlink;

public class NamesTests
{
    [Theory]
    [InlineData("eth0", true)]
    [InlineData("net%d", true)]
    [InlineData("fifteen-bytes-x", true)]
    [InlineData("näme", true)]
    [InlineData("sixteen-bytes-xx", false)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("a:b", false)]
    [InlineData("a b", false)]
    [InlineData("a\tb", false)]
    [InlineData("a\0b", false)]
    public void InterfaceName_Text_IsValidOrNot(string name, bool valid) => Assert.Equal(valid, InterfaceName.IsValid(name));

    [Theory]
    [InlineData("02:42:ac:11:00:02", "02:42:ac:11:00:02")]
    [InlineData("02-42-AC-11-00-02", "02:42:ac:11:00:02")]
    [InlineData("ff:ff:ff:ff:ff:ff", "ff:ff:ff:ff:ff:ff")]
    public void MacAddress_Text_IsReadAndWritten(string text, string written)
    {
        Assert.True(MacAddress.TryParse(text, out MacAddress? address));
        Assert.Equal(written, address.ToString());
        byte[] bytes = new byte[MacAddress.SizeBytes];
        address.Value.CopyTo(bytes);
        Assert.Equal(address, new MacAddress(bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("02:42:ac:11:00")]
    [InlineData("02:42:ac:11:00:02:03")]
    [InlineData("02:42:ac:11:00:0g")]
    [InlineData("02.42.ac.11.00.02")]
    [InlineData("02:42:ac:11:00: 2")]
    [InlineData("02:42:ac:11:00:+2")]
    public void MacAddress_OtherText_IsRefused(string text) => Assert.False(MacAddress.TryParse(text, out _));

    [Fact]
    public void MacAddress_OtherLength_Throws() => Assert.Throws<ArgumentException>(() => new MacAddress(new byte[8]));
}
