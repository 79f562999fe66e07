using System.Net;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Netlink;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;
using Caisson.Linux.Uapi.Net;

namespace Caisson.Linux.Tests.Netlink;

public class LinkTransferTests
{
    [Theory]
    [InlineData(null, "link0")]
    [InlineData("link0", "link0")]
    [InlineData("eth0", "eth0")]
    [InlineData("net%d", "net0")]
    public void Move_WithAddresses_ArrivesUpWithThem(string? newName, string expected) => WithLink((here, there, target, index) =>
    {
        here.Links.SetAddress(index, new MacAddress(0x02_00_00_00_00_77));
        here.Links.SetMtu(index, 1350);
        here.Links.SetUp(index);
        here.Addresses.Add(new AddressInfo(index, IPAddress.Parse("192.0.2.17"), 24) { Broadcast = IPAddress.Parse("192.0.2.255") });
        here.Addresses.Add(new AddressInfo(index, IPAddress.Parse("192.0.2.18"), 24));
        here.Addresses.Add(new AddressInfo(index, IPAddress.Parse("2001:db8::17"), 64) { Flags = AddressFlags.IFA_F_NODAD });
        here.Addresses.Add(new AddressInfo(index, IPAddress.Parse("169.254.1.1"), 16) { Scope = RouteScope.RT_SCOPE_LINK });

        LinkInfo moved = LinkTransfer.Move("link0", target, newName);
        Assert.Equal((expected, 1350, true), (moved.Name, moved.MtuBytes, moved.IsUp));
        Assert.Equal("02:00:00:00:00:77", moved.Address.ToString());
        Assert.False(here.Links.TryGet("link0", out _));
        Assert.Equal(
            ["192.0.2.17/24", "192.0.2.18/24", "2001:db8::17/64"],
            there.Addresses.List(moved.Index)
                .Where(a => a.Scope == RouteScope.RT_SCOPE_UNIVERSE)
                .Select(a => $"{a.Address}/{a.PrefixLength}"));
        Assert.DoesNotContain(there.Addresses.List(moved.Index), a => a.Address.ToString() == "169.254.1.1");
        Assert.Contains(there.Addresses.List(moved.Index), a => "192.0.2.255" == a.Broadcast?.ToString());
    });

    [Theory]
    [InlineData(null)]
    [InlineData("taken")]
    public void Move_NameTakenThere_ThrowsAndLeavesTheLinkAsItWas(string? newName) => WithLink((here, there, target, index) =>
    {
        there.Links.Kinds.CreateBridge(newName ?? "link0");
        here.Links.SetUp(index);
        here.Addresses.Add(new AddressInfo(index, IPAddress.Parse("2001:db8::17"), 64) { Flags = AddressFlags.IFA_F_NODAD });
        LinuxException e = Assert.Throws<LinuxException>(() => LinkTransfer.Move("link0", target, newName));
        Assert.Equal($"move link link0 as {newName ?? "link0"}: EEXIST (File exists)", e.Message);
        Assert.True(here.Links.Get("link0").IsUp);
        Assert.Contains(here.Addresses.List(index), a => a.Address.ToString() == "2001:db8::17");
    });

    [Fact]
    public void Move_NumberTakenThere_GetsAnother() => WithLink((_, there, target, index) =>
    {
        for (int i = 0; i < index + 3; i++)
        {
            there.Links.Kinds.CreateBridge($"d{i}");
        }

        Assert.True(LinkTransfer.Move("link0", target).Index > index);
    });

    [Theory]
    [InlineData("nowhere", null, Errno.ENODEV)]
    [InlineData("lo", "lo7", Errno.EINVAL)]
    [InlineData("link0", "far/away", Errno.EINVAL)]
    [InlineData("link0", "a name that is too long", Errno.EINVAL)]
    public void Move_WhatCannotBe_Throws(string name, string? newName, Errno errno) => WithLink((here, _, target, _) =>
    {
        Assert.Equal(errno, Assert.Throws<LinuxException>(() => LinkTransfer.Move(name, target, newName)).Errno);
        Assert.True(here.Links.TryGet("link0", out _));
    });

    private static void WithLink(Action<RtNetlink, RtNetlink, FileDescriptor, int> test) => NetworkNamespace.Run(() =>
    {
        using FileDescriptor target = NetworkNamespace.Create();
        using var here = new RtNetlink();
        using RtNetlink there = RtNetlink.OpenIn(target);
        here.Links.Kinds.CreateVethPair("link0", "peer0");
        test(here, there, target, here.Links.Get("link0").Index);
    });
}
