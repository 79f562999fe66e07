using System.Net;
using System.Net.Sockets;
using Caisson.Linux.Netlink;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;
using Caisson.Linux.Uapi.Net;
using AddressFamily = System.Net.Sockets.AddressFamily;

namespace Caisson.Linux.Tests.Netlink;

public class AddressesTests
{
    [Fact]
    public void Add_BothFamilies_AreListedAndDeleted() => WithLink((net, index) =>
    {
        var v4 = new AddressInfo(index, IPAddress.Parse("192.0.2.17"), 24) { Broadcast = IPAddress.Parse("192.0.2.255"), Label = "link0:x" };
        var v6 = new AddressInfo(index, IPAddress.Parse("2001:db8::17"), 64) { Flags = AddressFlags.IFA_F_NODAD };
        net.Addresses.Add(v4);
        net.Addresses.Add(v6);

        AddressInfo read4 = Assert.Single(net.Addresses.List(index), a => a.Address.Equals(v4.Address));
        Assert.Equal((24, index, "link0:x"), (read4.PrefixLength, read4.LinkIndex, read4.Label));
        Assert.Equal(v4.Broadcast, read4.Broadcast);
        Assert.Null(read4.Peer);
        Assert.True(read4.Flags.HasFlag(AddressFlags.IFA_F_PERMANENT));
        AddressInfo read6 = Assert.Single(net.Addresses.List(index), a => a.Address.Equals(v6.Address));
        Assert.Equal((64, RouteScope.RT_SCOPE_UNIVERSE), (read6.PrefixLength, read6.Scope));
        Assert.True(read6.Flags.HasFlag(AddressFlags.IFA_F_NODAD));

        Assert.Equal(Errno.EEXIST, Assert.Throws<LinuxException>(() => net.Addresses.Add(v4)).Errno);
        net.Addresses.Delete(v4);
        net.Addresses.Delete(v6);
        Assert.DoesNotContain(net.Addresses.List(), a => a.Address.Equals(v4.Address) || a.Address.Equals(v6.Address));
        LinuxException gone = Assert.Throws<LinuxException>(() => net.Addresses.Delete(v4));
        Assert.Equal(Errno.EADDRNOTAVAIL, gone.Errno);
        Assert.StartsWith($"delete address 192.0.2.17/24 of link number {index}", gone.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Add_PointToPoint_KeepsBothEnds() => WithLink((net, index) =>
    {
        net.Addresses.Add(new AddressInfo(index, IPAddress.Parse("192.0.2.1"), 32) { Peer = IPAddress.Parse("198.51.100.1") });
        AddressInfo read = Assert.Single(net.Addresses.List(index), a => a.Address.AddressFamily == AddressFamily.InterNetwork);
        Assert.Equal(("192.0.2.1", "198.51.100.1"), (read.Address.ToString(), read.Peer?.ToString()));
    });

    [Fact]
    public void List_OfOneLink_LeavesTheOthersOut() => WithLink((net, index) =>
    {
        net.Links.SetUp(1);
        net.Addresses.Add(new AddressInfo(index, IPAddress.Parse("192.0.2.1"), 24));
        Assert.All(net.Addresses.List(index), a => Assert.Equal(index, a.LinkIndex));
        Assert.Contains(net.Addresses.List(), a => a.Address.Equals(IPAddress.Loopback));
    });

    [Theory]
    [InlineData("192.0.2.1", 33)]
    [InlineData("192.0.2.1", -1)]
    [InlineData("2001:db8::1", 129)]
    public void Add_PrefixTooLong_ThrowsEinval(string address, int prefixLength) => WithLink((net, index) =>
        Assert.Equal(
            Errno.EINVAL,
            Assert.Throws<LinuxException>(
                () => net.Addresses.Add(new AddressInfo(index, IPAddress.Parse(address), prefixLength))).Errno));

    [Fact]
    public void Routes_DefaultAndOther_AreListedUsedAndDeleted() => WithLink((net, index) =>
    {
        net.Addresses.Add(new AddressInfo(index, IPAddress.Parse("192.0.2.17"), 24));
        net.Addresses.Add(new AddressInfo(index, IPAddress.Parse("2001:db8::17"), 64) { Flags = AddressFlags.IFA_F_NODAD });
        net.Links.SetUp(index);
        Assert.Equal(Errno.ENETUNREACH, Assert.Throws<SocketException>(Reach) is { } e ? (Errno)e.NativeErrorCode : 0);
        net.Routes.AddDefault(IPAddress.Parse("192.0.2.1"));
        net.Routes.AddDefault(IPAddress.Parse("2001:db8::1"), index);
        Reach();
        var other = new RouteInfo(IPAddress.Parse("203.0.113.0"), 24) { LinkIndex = index, Priority = 5 };
        net.Routes.Add(other);

        List<RouteInfo> routes = net.Routes.List();
        Assert.Equal(
            ["192.0.2.1", "2001:db8::1"],
            routes.Where(r => r.IsDefault && r.Gateway is not null).Select(r => r.Gateway!.ToString()));
        RouteInfo read = Assert.Single(routes, r => r.Destination.Equals(other.Destination));
        Assert.Equal((24, index, 5u, RouteScope.RT_SCOPE_LINK), (read.PrefixLength, read.LinkIndex, read.Priority, read.Scope));
        Assert.All(routes, r => Assert.Equal(RouteInfo.MainTable, r.Table));
        Assert.Contains(net.Routes.List(table: 0), r => r.Kind == RouteKind.RTN_LOCAL);

        Assert.Equal(Errno.EEXIST, Assert.Throws<LinuxException>(() => net.Routes.AddDefault(IPAddress.Parse("192.0.2.1"))).Errno);
        net.Routes.Delete(other);
        Assert.Equal(Errno.ESRCH, Assert.Throws<LinuxException>(() => net.Routes.Delete(other)).Errno);
    });

    // A UDP socket finds its route when it is connected; nothing is sent.
    private static void Reach()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(new IPEndPoint(IPAddress.Parse("198.51.100.7"), 9));
    }

    private static void WithLink(Action<RtNetlink, int> test) => NetworkNamespace.Run(() =>
    {
        using var net = new RtNetlink();
        net.Links.Kinds.CreateVethPair("link0", "peer0");
        net.Links.SetUp(net.Links.Get("peer0").Index);
        test(net, net.Links.Get("link0").Index);
    });
}
