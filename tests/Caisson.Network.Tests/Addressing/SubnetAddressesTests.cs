using System.Net;
using Caisson.Network.Addressing;

namespace Caisson.Network.Tests.Addressing;

public class SubnetAddressesTests
{
    [Fact]
    public void Take_NothingSaid_GivesTheLowestThatIsFree()
    {
        SubnetAddresses subnet = new(IPNetwork.Parse("10.1.0.0/29"));
        Assert.Equal("10.1.0.1", subnet.Take().ToString());
        Assert.Equal("10.1.0.2", subnet.Take().ToString());
        Assert.Equal("10.1.0.3", subnet.Take().ToString());
        subnet.Release(IPAddress.Parse("10.1.0.2"));
        Assert.Equal("10.1.0.2", subnet.Take().ToString());
        Assert.Equal("10.1.0.4", subnet.Take().ToString());
    }

    [Fact]
    public void Take_MoreThanThereAre_Fails()
    {
        SubnetAddresses subnet = new(IPNetwork.Parse("10.1.0.0/30"));
        subnet.Take();
        subnet.Take();
        Assert.Equal(NetworkFault.Exhausted, Assert.Throws<NetworkException>(() => subnet.Take()).Fault);
    }

    [Fact]
    public void Take_Range_StaysInIt()
    {
        SubnetAddresses subnet = new(IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("10.1.5.0/24"));
        Assert.Equal("10.1.5.0", subnet.Take().ToString());
        subnet.Take(IPAddress.Parse("10.1.7.7"));
        Assert.Equal("10.1.5.1", subnet.Take().ToString());
    }

    [Theory]
    [InlineData("10.1.0.2", NetworkFault.InUse)]
    [InlineData("10.1.0.0", NetworkFault.InUse)]
    [InlineData("10.1.255.255", NetworkFault.InUse)]
    [InlineData("10.2.0.2", NetworkFault.Invalid)]
    [InlineData("fd00::2", NetworkFault.Invalid)]
    public void Take_AddressThatCannotBe_Fails(string address, NetworkFault fault)
    {
        SubnetAddresses subnet = new(IPNetwork.Parse("10.1.0.0/16"));
        subnet.Take(IPAddress.Parse("10.1.0.2"));
        Assert.Equal(fault, Assert.Throws<NetworkException>(() => subnet.Take(IPAddress.Parse(address))).Fault);
    }

    [Fact]
    public void Take_Ipv6_HasNoBroadcastAddress()
    {
        SubnetAddresses subnet = new(IPNetwork.Parse("fd00::/126"));
        Assert.Equal(["fd00::1", "fd00::2", "fd00::3"], Enumerable.Range(0, 3).Select(_ => subnet.Take().ToString()));
    }

    [Fact]
    public void Of_Ipv4_CarriesTheAddress() =>
        Assert.Equal("02:42:ac:11:00:02", HardwareAddresses.Of(IPAddress.Parse("172.17.0.2")).ToString());
}
