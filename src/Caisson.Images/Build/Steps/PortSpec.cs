using System.Globalization;

namespace Caisson.Images.Build.Steps;

/// <summary>Ports as EXPOSE takes them: <c>80</c>, <c>53/udp</c>, <c>8000-8010/tcp</c>; a host's part is read and ignored.</summary>
internal static class PortSpec
{
    /// <summary>All ports of a word, as the image's configuration has them: <c>80/tcp</c>.</summary>
    /// <exception cref="FormatException">It is malformed; the message is Docker's.</exception>
    internal static IEnumerable<string> Parse(string text)
    {
        string[] parts = text.Split(':');
        string[] portAndProtocol = parts[^1].Split('/', 2);
        string port = portAndProtocol[0];
        if (port.Length == 0)
        {
            throw new FormatException($"no port specified: {text}<empty>");
        }

        string protocol = portAndProtocol is [_, { Length: > 0 } given] ? given.ToLowerInvariant() : "tcp";
        if (protocol is not ("tcp" or "udp" or "sctp"))
        {
            throw new FormatException($"invalid proto: {protocol}");
        }

        if (!TryReadRange(port, out int first, out int last))
        {
            throw new FormatException($"invalid containerPort: {port}");
        }

        if (parts.Length > 1 && parts[^2] is { Length: > 0 } hostPort && !TryReadRange(hostPort, out _, out _))
        {
            throw new FormatException($"invalid hostPort: {hostPort}");
        }

        return Enumerable.Range(first, last - first + 1).Select(p => $"{p}/{protocol}");
    }

    private static bool TryReadRange(string text, out int first, out int last)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        last = 0;
        return TryReadPort(dash < 0 ? text : text[..dash], out first)
            && TryReadPort(dash < 0 ? text : text[(dash + 1)..], out last)
            && first <= last;
    }

    private static bool TryReadPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= ushort.MaxValue;
}
