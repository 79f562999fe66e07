using System.Globalization;
using System.Net;
using Caisson.Engine.Settings;
using Caisson.Network.Firewall;

namespace Caisson.Engine.Networks.Endpoints;

/// <summary>A port of a container that is to have one of the host's.</summary>
/// <param name="Key">As clients write it: <c>80/tcp</c>.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Port">The container's port.</param>
/// <param name="HostAddress">The host's address; null for all.</param>
/// <param name="First">The lowest port of the host that will do; 0 for any.</param>
/// <param name="Last">The highest.</param>
internal sealed record PortWish(
    string Key, PortProtocol Protocol, ushort Port, IPAddress? HostAddress, ushort First, ushort Last)
{
    /// <summary>What a container asks for, in the order of its ports.</summary>
    /// <param name="config">Its settings.</param>
    /// <param name="host">Its host settings.</param>
    /// <param name="exposed">The ports that are exposed without being published.</param>
    /// <exception cref="EngineException">A port or address makes no sense.</exception>
    internal static List<PortWish> Read(ContainerSettings config, HostSettings host, out List<string> exposed)
    {
        List<PortWish> wishes = [];
        exposed = [];
        HashSet<string> published = new(StringComparer.Ordinal);
        foreach ((string text, IReadOnlyList<PortBinding>? bindings) in host.PortBindings ?? [])
        {
            (string key, PortProtocol protocol, ushort port) = ReadKey(text);
            foreach (PortBinding binding in bindings ?? [])
            {
                wishes.Add(ReadBinding(key, protocol, port, binding ?? new PortBinding()));
                published.Add(key);
            }
        }

        foreach (string text in (config.ExposedPorts?.Keys ?? Enumerable.Empty<string>()).Concat(host.PortBindings?.Keys ?? Enumerable.Empty<string>()))
        {
            (string key, PortProtocol protocol, ushort port) = ReadKey(text);
            if (!published.Add(key))
            {
                continue;
            }

            if (host.PublishAllPorts)
            {
                wishes.Add(new PortWish(key, protocol, port, null, 0, 0));
            }
            else
            {
                exposed.Add(key);
            }
        }

        wishes.Sort(static (a, b) => (a.First == 0 ? 1 : 0, a.Port, a.First).CompareTo((b.First == 0 ? 1 : 0, b.Port, b.First)));
        return wishes;
    }

    /// <summary>Reads one binding of a port.</summary>
    /// <param name="text">The container's port: <c>80/tcp</c>.</param>
    /// <param name="binding">The host's.</param>
    internal static PortWish ReadBinding(string text, PortBinding binding)
    {
        (string key, PortProtocol protocol, ushort port) = ReadKey(text);
        return ReadBinding(key, protocol, port, binding);
    }

    private static (string Key, PortProtocol Protocol, ushort Port) ReadKey(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string number = slash < 0 ? text : text[..slash];
        string name = slash < 0 ? "tcp" : text[(slash + 1)..].ToLowerInvariant();
        PortProtocol protocol = name switch
        {
            "tcp" => PortProtocol.Tcp,
            "udp" => PortProtocol.Udp,
            "sctp" => PortProtocol.Sctp,
            _ => throw Invalid($"invalid port specification: \"{text}\""),
        };
        return ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0
            ? ($"{port}/{name}", protocol, port)
            : throw Invalid($"invalid port specification: \"{text}\"");
    }

    private static PortWish ReadBinding(string key, PortProtocol protocol, ushort port, PortBinding binding)
    {
        IPAddress? address = null;
        if (binding.HostIp.Length > 0
            && (!IPAddress.TryParse(binding.HostIp.Trim('[', ']'), out address) || binding.HostIp.Contains('%', StringComparison.Ordinal)))
        {
            throw Invalid($"invalid IP address: {binding.HostIp}");
        }

        string[] ends = binding.HostPort.Split('-', 2);
        ushort first = 0;
        ushort last = 0;
        if (binding.HostPort.Length > 0
            && (!ushort.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out first)
                || !ushort.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out last)
                || last < first))
        {
            throw Invalid($"invalid port specification: \"{binding.HostPort}\"");
        }

        return new PortWish(key, protocol, port, address, first, first == 0 ? (ushort)0 : last);
    }

    private static EngineException Invalid(string message) => new(EngineErrorKind.InvalidParameter, message);
}
