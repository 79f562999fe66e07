using System.Net;
using Caisson.Network.Addressing;

namespace Caisson.Network.Tests.Addressing;

public class AddressPoolTests
{
    [Theory]
    [InlineData("", "172.17.0.0/16")]
    [InlineData("172.17.0.0/16", "172.18.0.0/16")]
    [InlineData("172.16.0.0/12", "192.168.0.0/20")]
    [InlineData("172.16.0.0/12 192.168.0.0/20", "192.168.16.0/20")]
    [InlineData("172.17.3.0/24 172.18.0.1/32 172.19.0.0/16", "172.20.0.0/16")]
    [InlineData("172.16.0.0/12 192.168.1.0/24 192.168.20.0/24", "192.168.32.0/20")]
    [InlineData("10.0.0.0/8 fd00::/8", "172.17.0.0/16")]
    public void Choose_NetworksInUse_TakesTheFirstThatIsFree(string used, string expected)
    {
        IPNetwork[] all = [.. used.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPNetwork.Parse)];
        Assert.Equal(IPNetwork.Parse(expected), AddressPool.Choose(AddressPool.Defaults, all));
    }

    [Fact]
    public void Choose_AllInUse_Fails()
    {
        NetworkException e = Assert.Throws<NetworkException>(
            () => AddressPool.Choose(AddressPool.Defaults, [IPNetwork.Parse("0.0.0.0/0")]));
        Assert.Equal(NetworkFault.Exhausted, e.Fault);
        Assert.Equal("all predefined address pools have been fully subnetted", e.Message);
    }

    [Fact]
    public void UniqueLocal_SameSeed_GivesTheSameRange()
    {
        byte[] seed = [1, 2, 3, 4, 5];
        AddressPool pool = AddressPool.UniqueLocal(seed);
        Assert.Equal(IPNetwork.Parse("fd01:203:405::/48"), pool.Base);
        Assert.Equal(IPNetwork.Parse("fd01:203:405::/64"), AddressPool.Choose([pool], []));
        Assert.Equal(IPNetwork.Parse("fd01:203:405:1::/64"), AddressPool.Choose([pool], [IPNetwork.Parse("fd01:203:405::/64")]));
    }
}
