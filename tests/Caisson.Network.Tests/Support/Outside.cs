using System.Net;
using Caisson.Linux.Netlink;

namespace Caisson.Network.Tests.Support;

/// <summary>Another machine, connected to the host by a wire: 192.0.2.2, the host being 192.0.2.1.</summary>
internal sealed class Outside : IDisposable
{
    internal static readonly IPAddress HostAddress = IPAddress.Parse("192.0.2.1");
    internal static readonly IPAddress Address = IPAddress.Parse("192.0.2.2");

    private readonly TestContainer _machine;

    private Outside(TestContainer machine) => _machine = machine;

    internal TestContainer Machine => _machine;

    /// <summary>Connects one.</summary>
    internal static async Task<Outside> ConnectAsync(TestHost host)
    {
        TestContainer machine = await host.AddContainerAsync();
        using RtNetlink here = new();
        using RtNetlink there = RtNetlink.OpenIn(machine.Place.Descriptor);
        here.Links.Kinds.CreateVethPair(
            "wire", "wire", new LinkOptions { Up = true }, new LinkOptions { Namespace = machine.Place.Descriptor });
        here.Addresses.Add(new AddressInfo(here.Links.Get("wire").Index, HostAddress, 24));
        there.Links.SetUp(there.Links.Get("wire").Index);
        there.Addresses.Add(new AddressInfo(there.Links.Get("wire").Index, Address, 24));
        there.Routes.AddDefault(HostAddress);
        return new Outside(machine);
    }

    public void Dispose()
    {
        using RtNetlink here = new();
        if (here.Links.TryGet("wire", out LinkInfo? wire))
        {
            here.Links.Delete(wire.Index);
        }

        _machine.Dispose();
    }
}
