using System.Net;

namespace Caisson.Network.Names;

/// <summary>The names of containers in each network, and their addresses.</summary>
/// <remarks>Thread: any.</remarks>
public sealed class NameTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Zone> _zones = new(StringComparer.Ordinal);

    /// <summary>Sets the names of an endpoint, in place of those that it had.</summary>
    /// <param name="networkId">The network.</param>
    /// <param name="networkName">The network's name, by which names can be qualified.</param>
    /// <param name="endpointId">The endpoint.</param>
    /// <param name="names">Its names; the first is the one that its addresses stand for.</param>
    /// <param name="addresses">Its addresses.</param>
    public void Set(
        string networkId, string networkName, string endpointId, IReadOnlyList<string> names, IReadOnlyList<IPAddress> addresses)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(addresses);
        lock (_lock)
        {
            if (!_zones.TryGetValue(networkId, out Zone? zone))
            {
                _zones.Add(networkId, zone = new Zone(networkName));
            }

            zone.Remove(endpointId);
            zone.Add(new Entry(endpointId, names, addresses));
        }
    }

    /// <summary>Removes the names of an endpoint.</summary>
    /// <param name="networkId">The network.</param>
    /// <param name="endpointId">The endpoint.</param>
    public void Remove(string networkId, string endpointId)
    {
        lock (_lock)
        {
            if (_zones.TryGetValue(networkId, out Zone? zone) && zone.Remove(endpointId))
            {
                _zones.Remove(networkId);
            }
        }
    }

    /// <summary>Looks a name up in a network.</summary>
    /// <param name="networkId">The network.</param>
    /// <param name="name">The name, in lower case; the network's name may follow it.</param>
    /// <returns>The addresses; null if nobody has the name.</returns>
    public IReadOnlyList<IPAddress>? Find(string networkId, string name)
    {
        lock (_lock)
        {
            return _zones.TryGetValue(networkId, out Zone? zone) ? zone.Find(name) : null;
        }
    }

    /// <summary>The name of an address in a network, with the network's.</summary>
    /// <param name="networkId">The network.</param>
    /// <param name="address">The address.</param>
    /// <returns>Null if nobody has it.</returns>
    public string? FindName(string networkId, IPAddress address)
    {
        lock (_lock)
        {
            return _zones.TryGetValue(networkId, out Zone? zone) ? zone.FindName(address) : null;
        }
    }

    private sealed record Entry(string EndpointId, IReadOnlyList<string> Names, IReadOnlyList<IPAddress> Addresses);

    private sealed class Zone(string name)
    {
        private readonly Dictionary<string, Entry> _endpoints = new(StringComparer.Ordinal);
        private readonly Dictionary<string, List<Entry>> _names = new(StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<IPAddress, string> _addresses = [];

        // Who answers first changes from query to query, so that each of those with the same name gets its share.
        private int _turn;

        internal void Add(Entry entry)
        {
            _endpoints.Add(entry.EndpointId, entry);
            foreach (string each in entry.Names.Distinct(StringComparer.OrdinalIgnoreCase))
            {
                if (!_names.TryGetValue(each, out List<Entry>? entries))
                {
                    _names.Add(each, entries = []);
                }

                entries.Add(entry);
            }

            foreach (IPAddress address in entry.Addresses)
            {
                _addresses[address] = entry.Names.Count > 0 ? $"{entry.Names[0]}.{name}" : name;
            }
        }

        /// <returns>Whether nothing is left.</returns>
        internal bool Remove(string endpointId)
        {
            if (!_endpoints.Remove(endpointId, out Entry? entry))
            {
                return _endpoints.Count == 0;
            }

            foreach (string each in entry.Names)
            {
                if (_names.TryGetValue(each, out List<Entry>? entries) && entries.Remove(entry) && entries.Count == 0)
                {
                    _names.Remove(each);
                }
            }

            foreach (IPAddress address in entry.Addresses)
            {
                _addresses.Remove(address);
            }

            return _endpoints.Count == 0;
        }

        internal List<IPAddress>? Find(string wanted)
        {
            if (!_names.TryGetValue(wanted, out List<Entry>? entries)
                && !(wanted.Length > name.Length + 1
                    && wanted.EndsWith(name, StringComparison.OrdinalIgnoreCase)
                    && wanted[^(name.Length + 1)] == '.'
                    && _names.TryGetValue(wanted[..^(name.Length + 1)], out entries)))
            {
                return null;
            }

            _turn++;
            List<IPAddress> addresses = [];
            for (int i = 0; i < entries.Count; i++)
            {
                addresses.AddRange(entries[(int)((uint)(_turn + i) % (uint)entries.Count)].Addresses);
            }

            return addresses;
        }

        internal string? FindName(IPAddress address) => _addresses.GetValueOrDefault(address);
    }
}
