using System.Net;

namespace Caisson.Images.Registry.Endpoints;

/// <summary>The hosts to which nothing needs to be secret: this machine, and those that the user has named.</summary>
internal sealed class PlainHttpHosts
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IPNetwork> _networks = [];

    /// <param name="insecure">Hosts with or without a port, and networks.</param>
    /// <exception cref="ImageException">A network is none.</exception>
    internal PlainHttpHosts(IEnumerable<string> insecure)
    {
        foreach (string entry in insecure)
        {
            if (!entry.Contains('/'))
            {
                _names.Add(entry);
            }
            else if (IPNetwork.TryParse(entry, out IPNetwork network))
            {
                _networks.Add(network);
            }
            else
            {
                throw new ImageException(
                    ImageErrorKind.InvalidReference,
                    $"insecure registry \"{entry}\": is neither host, host:port nor a network as 10.0.0.0/8");
            }
        }
    }

    /// <summary>Whether certificates of a host are not checked, and plain HTTP will do.</summary>
    internal bool Contains(Uri target) =>
        NetworkAddresses.IsLoopback(target.IdnHost)
        || _names.Contains(target.Authority)
        || _names.Contains($"{target.Host}:{target.Port}")
        || (NetworkAddresses.TryParse(target.IdnHost) is { } address && _networks.Exists(n => n.Contains(address)));
}
