using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Caisson.Engine.Networks.Model;
using Caisson.Engine.Networks.Records;
using Caisson.Engine.Settings;
using Caisson.Network;
using Caisson.Network.Firewall;
using Caisson.Network.Ports;

namespace Caisson.Engine.Networks.Endpoints;

/// <summary>Publishes the ports of containers, and withdraws them.</summary>
internal sealed class PortPublisher(NetworkModel model)
{
    private static readonly IPAddress[] AllAddresses = [IPAddress.Any, IPAddress.IPv6Any];

    /// <summary>Publishes ports.</summary>
    /// <param name="container">The container.</param>
    /// <param name="wishes">Its ports.</param>
    /// <param name="network">The network that they lead through.</param>
    /// <param name="endpoint">The container's place in it.</param>
    /// <returns>The ports, as inspect shows them.</returns>
    /// <exception cref="NetworkException">A port is taken; none of them is published then.</exception>
    internal SortedDictionary<string, IReadOnlyList<PortBinding>?> Publish(
        ActiveContainer container, IEnumerable<PortWish> wishes, NetworkState network, EndpointSettings endpoint)
    {
        IPAddress? address4 = Parse(endpoint.IpAddress);
        IPAddress? address6 = Parse(endpoint.GlobalIpv6Address);
        SortedDictionary<string, IReadOnlyList<PortBinding>?> shown = new(StringComparer.Ordinal);
        try
        {
            foreach (PortWish wish in wishes)
            {
                PortReservation reservation = model.Host.Ports.Reserve(
                    wish.Protocol, HostAddresses(wish.HostAddress, network), wish.First, wish.Last);
                container.Reservations.Add(reservation);
                reservation.RelayTo(new IPEndPoint((address4 ?? address6)!, wish.Port));
                List<PortBinding> bindings = [.. shown.GetValueOrDefault(wish.Key) ?? []];
                foreach (IPAddress host in reservation.Addresses)
                {
                    IPAddress? target = host.AddressFamily == AddressFamily.InterNetwork ? address4 : address6;
                    if (target is not null)
                    {
                        container.Published.Add(new PublishedPort(wish.Protocol, host, reservation.Port, target, wish.Port));
                    }

                    bindings.Add(new PortBinding
                    {
                        HostIp = host.ToString(),
                        HostPort = reservation.Port.ToString(CultureInfo.InvariantCulture),
                    });
                }

                shown[wish.Key] = bindings;
            }

            model.Host.Firewall.Publish(container.Published);
            container.PublishedThrough = endpoint.EndpointId;
            return shown;
        }
        catch
        {
            Withdraw(container);
            throw;
        }
    }

    /// <summary>Leads the ports of a running container through another endpoint, if its way out is another now.</summary>
    internal void Follow(ActiveContainer container)
    {
        ContainerNetworkRecord record = container.Record;
        string through = WayOut(record) is { } way ? record.Networks[way].EndpointId : "";
        if (through != container.PublishedThrough && record.Ports.Values.Any(static b => b is not null))
        {
            Withdraw(container);
            Hold(container);
            model.Host.Firewall.Publish(container.Published);
        }
    }

    /// <summary>Takes the ports of a container that it has had already; the firewall's rules for them are for the caller to make.</summary>
    internal void Hold(ActiveContainer container)
    {
        ContainerNetworkRecord record = container.Record;
        if (WayOut(record) is not { } way)
        {
            return;
        }

        EndpointSettings endpoint = record.Networks[way];
        container.PublishedThrough = endpoint.EndpointId;
        IPAddress? address4 = Parse(endpoint.IpAddress);
        IPAddress? address6 = Parse(endpoint.GlobalIpv6Address);
        foreach ((string key, IReadOnlyList<PortBinding>? bindings) in record.Ports)
        {
            foreach (PortBinding binding in bindings ?? [])
            {
                PortWish wish = PortWish.ReadBinding(key, binding);
                IPAddress host = wish.HostAddress!;
                if ((host.AddressFamily == AddressFamily.InterNetwork ? address4 : address6) is { } target)
                {
                    container.Published.Add(new PublishedPort(wish.Protocol, host, wish.First, target, wish.Port));
                }

                try
                {
                    PortReservation reservation = model.Host.Ports.Reserve(wish.Protocol, [host], wish.First, wish.Last);
                    container.Reservations.Add(reservation);
                    reservation.RelayTo(new IPEndPoint((address4 ?? address6)!, wish.Port));
                }
                catch (NetworkException)
                {
                    // Somebody took the port while there was no engine to hold it; the firewall's rule still leads to the container.
                }
            }
        }
    }

    /// <summary>The network that ports lead through, or null.</summary>
    internal static string? WayOut(ContainerNetworkRecord record) =>
        EndpointPlanner.WayOut(record.Networks, static e => e.Gateway) ?? EndpointPlanner.WayOut(record.Networks, static e => e.Ipv6Gateway);

    /// <summary>Withdraws all ports of a container.</summary>
    internal void Withdraw(ActiveContainer container)
    {
        container.PublishedThrough = "";
        PublishedPort[] published = [.. container.Published];
        container.Published.Clear();
        try
        {
            model.Host.Firewall.Withdraw(published);
        }
        finally
        {
            container.Reservations.ForEach(static r => r.Dispose());
            container.Reservations.Clear();
        }
    }

    private static IPAddress? Parse(string address) => address.Length > 0 ? IPAddress.Parse(address) : null;

    private static IPAddress[] HostAddresses(IPAddress? wanted, NetworkState network)
    {
        if (wanted is not null)
        {
            return [wanted];
        }

        return network.Record.Options.TryGetValue(NetworkOptions.HostBinding, out string? binding)
            && IPAddress.TryParse(binding, out IPAddress? address) && !address.Equals(IPAddress.Any)
            ? [address]
            : AllAddresses;
    }
}
