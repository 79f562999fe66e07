using System.Net;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Netlink;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;
using Caisson.Linux.Uapi.Net;

namespace Caisson.Linux.Tests.Netlink;

public class LinksTests
{
    private static readonly MacAddress Mac = new(0x02_42_ac_11_00_02);

    [Fact]
    public void List_NewNamespace_HasLoopbackOnly() => NetworkNamespace.Run(() =>
    {
        using var net = new RtNetlink();
        LinkInfo lo = Assert.Single(net.Links.List(), l => l.Name == "lo");
        Assert.Equal(1, lo.Index);
        Assert.False(lo.IsUp);
        Assert.True(lo.Flags.HasFlag(InterfaceFlags.IFF_LOOPBACK));
        Assert.Null(lo.Kind);
        Assert.Equal(65536, lo.MtuBytes);
        net.Links.SetUp(lo.Index);
        Assert.True(net.Links.Get("lo").IsUp);
        net.Links.SetDown(lo.Index);
        Assert.False(net.Links.Get("lo").IsUp);
    });

    [Fact]
    public void CreateVethPair_WithOptions_HasThemOnBothEnds() => NetworkNamespace.Run(() =>
    {
        using FileDescriptor other = NetworkNamespace.Create();
        using var net = new RtNetlink();
        using RtNetlink there = RtNetlink.OpenIn(other);
        net.Links.Kinds.CreateBridge("br0", new LinkOptions { Up = true });
        int bridge = net.Links.Get("br0").Index;
        net.Links.Kinds.CreateVethPair(
            "veth0",
            "eth0",
            new LinkOptions { MasterIndex = bridge, Up = true, MtuBytes = 1400 },
            new LinkOptions { Namespace = other, Address = Mac, MtuBytes = 1400 });

        LinkInfo end = net.Links.Get("veth0");
        Assert.Equal("veth", end.Kind);
        Assert.Equal(bridge, end.MasterIndex);
        Assert.True(end.IsUp);
        Assert.Equal(1400, end.MtuBytes);
        Assert.NotNull(end.ParentNamespaceId);
        LinkInfo peer = there.Links.Get("eth0");
        Assert.Equal(Mac, peer.Address);
        Assert.Equal(end.ParentIndex, peer.Index);
        Assert.False(peer.IsUp);

        there.Links.SetUp(peer.Index);
        Assert.Equal(OperationalState.IF_OPER_UP, net.Links.Get("veth0").State);
        net.Links.SetMaster(end.Index, 0);
        Assert.Equal(0, net.Links.Get("veth0").MasterIndex);
        net.Links.Delete(end.Index);
        Assert.False(there.Links.TryGet("eth0", out _));
    });

    [Fact]
    public void CreateVlan_OnAParent_RestsOnIt() => NetworkNamespace.Run(() =>
    {
        using var net = new RtNetlink();
        net.Links.Kinds.CreateVethPair("parent", "peer0");
        int parent = net.Links.Get("parent").Index;
        SkipIfUnknown(() => net.Links.Kinds.CreateVlan("vlan7", parent, 7));
        Assert.Equal(("vlan", parent), (net.Links.Get("vlan7").Kind, net.Links.Get("vlan7").ParentIndex));
    });

    [Fact]
    public void CreateMacvlan_OnAParent_RestsOnIt() => NetworkNamespace.Run(() =>
    {
        using var net = new RtNetlink();
        net.Links.Kinds.CreateVethPair("parent", "peer0");
        int parent = net.Links.Get("parent").Index;
        SkipIfUnknown(() => net.Links.Kinds.CreateMacvlan("macvlan0", parent, MacvlanMode.MACVLAN_MODE_BRIDGE));
        Assert.Equal(("macvlan", parent), (net.Links.Get("macvlan0").Kind, net.Links.Get("macvlan0").ParentIndex));
    });

    [Fact]
    public void CreateDummy_Options_AreTaken() => NetworkNamespace.Run(() =>
    {
        using var net = new RtNetlink();
        SkipIfUnknown(() => net.Links.Kinds.CreateDummy("dummy0", new LinkOptions { Address = Mac, Up = true }));
        Assert.Equal(Mac, net.Links.Get("dummy0").Address);
        Assert.True(net.Links.Get("dummy0").IsUp);
    });

    [Theory]
    [InlineData("192.0.2.1", "239.0.0.1")]
    [InlineData("2001:db8::1", null)]
    [InlineData(null, null)]
    public void CreateVxlan_Options_AreTaken(string? local, string? group) => NetworkNamespace.Run(() =>
    {
        using var net = new RtNetlink();
        net.Links.Kinds.CreateVethPair("parent", "peer0", new LinkOptions { Up = true });
        SkipIfUnknown(() => net.Links.Kinds.CreateVxlan("vxlan0", new VxlanOptions
        {
            NetworkId = 4711,
            ParentIndex = net.Links.Get("parent").Index,
            Local = local is null ? null : IPAddress.Parse(local),
            Group = group is null ? null : IPAddress.Parse(group),
            Learning = group is not null,
        }));
        Assert.Equal("vxlan", net.Links.Get("vxlan0").Kind);
    });

    [Fact]
    public void Change_NameMtuAddress_AreTaken() => NetworkNamespace.Run(() =>
    {
        using var net = new RtNetlink();
        net.Links.Kinds.CreateVethPair("link0", "peer0");
        int index = net.Links.Get("link0").Index;
        net.Links.Rename(index, "renamed");
        net.Links.SetMtu(index, 1234);
        net.Links.SetAddress(index, Mac);
        Assert.True(net.Links.TryGet(index, out LinkInfo? link));
        Assert.Equal(("renamed", 1234, Mac), (link.Name, link.MtuBytes, link.Address!.Value));
        Assert.False(net.Links.TryGet("link0", out _));
    });

    [Fact]
    public void MoveTo_AnotherNamespace_ArrivesUnderNameAndNumber() => NetworkNamespace.Run(() =>
    {
        using FileDescriptor other = NetworkNamespace.Create();
        using var net = new RtNetlink();
        net.Links.Kinds.CreateVethPair("link0", "peer0");
        net.Links.MoveTo(net.Links.Get("link0").Index, other, "moved", 77);
        Assert.False(net.Links.TryGet("link0", out _));
        using RtNetlink there = RtNetlink.OpenIn(other);
        Assert.Equal(77, there.Links.Get("moved").Index);
    });

    [Fact]
    public void List_MoreThanOneAnswerHolds_AreAllThere() => NetworkNamespace.Run(() =>
    {
        using var net = new RtNetlink();
        for (int i = 0; i < 60; i++)
        {
            net.Links.Kinds.CreateBridge($"d{i}");
        }

        List<LinkInfo> links = net.Links.List();
        Assert.Equal(60, links.Count(l => l.Kind == "bridge"));
        Assert.Equal(links.Count, links.Select(l => l.Index).Distinct().Count());
    });

    [Fact]
    public void Errors_WhatTheKernelRefuses_NameTheLinkAndTheReason() => NetworkNamespace.Run(() =>
    {
        using var net = new RtNetlink();
        net.Links.Kinds.CreateBridge("link0");
        int index = net.Links.Get("link0").Index;
        Assert.Equal(
            "create bridge link0: EEXIST (File exists)",
            Assert.Throws<LinuxException>(() => net.Links.Kinds.CreateBridge("link0")).Message);
        Assert.Equal(
            "get link nowhere: ENODEV (No such device)",
            Assert.Throws<LinuxException>(() => net.Links.Get("nowhere")).Message);
        Assert.Equal(Errno.ENODEV, Assert.Throws<LinuxException>(() => net.Links.SetUp(4711)).Errno);
        Assert.Equal(
            "'a/b'", Assert.Throws<LinuxException>(() => net.Links.Rename(index, "a/b")).Target);
        Assert.Throws<ArgumentOutOfRangeException>(() => net.Links.Delete(0));

        // What the kernel says beside the number: "mtu less than device minimum".
        LinuxException explained = Assert.Throws<LinuxException>(() => net.Links.SetMtu(index, -5));
        Assert.Equal(Errno.EINVAL, explained.Errno);
        Assert.Contains("(mtu ", explained.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void OpenIn_NoNamespace_Throws()
    {
        using var pipe = new Pipe();
        LinuxException e = Assert.Throws<LinuxException>(() => RtNetlink.OpenIn(pipe.Reader));
        Assert.Equal(Errno.EINVAL, e.Errno);
    }

    private static void SkipIfUnknown(Action create)
    {
        try
        {
            create();
        }
        catch (LinuxException e) when (e.Errno == Errno.EOPNOTSUPP)
        {
            Assert.Skip($"this kernel does not have it: {e.Message}");
        }
    }
}
