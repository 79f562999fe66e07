using System.Net;
using System.Text;

namespace Caisson.Engine.Networks.Files;

/// <summary>The contents of an /etc/hosts; hosts(5).</summary>
internal static class HostsFile
{
    private const string HostPath = "/etc/hosts";

    private const string Beginning =
        "127.0.0.1\tlocalhost\n"
        + "::1\tlocalhost ip6-localhost ip6-loopback\n"
        + "fe00::\tip6-localnet\n"
        + "ff00::\tip6-mcastprefix\n"
        + "ff02::1\tip6-allnodes\n"
        + "ff02::2\tip6-allrouters\n";

    /// <summary>The file of a container with a network of its own.</summary>
    /// <param name="extra">Further lines: address and names.</param>
    /// <param name="own">The container's addresses.</param>
    /// <param name="hostname">Its host name.</param>
    /// <param name="domain">Its domain; may be empty.</param>
    internal static string Text(IEnumerable<(string Address, string Names)> extra, IEnumerable<string> own, string hostname, string domain)
    {
        StringBuilder text = new(Beginning);
        Append(text, extra);
        Append(text, own.Select(a => (a, Names(hostname, domain))));
        return text.ToString();
    }

    /// <summary>The file of a container in the host's network: the host's own, and more.</summary>
    internal static string HostText(IEnumerable<(string Address, string Names)> extra)
    {
        StringBuilder text = new();
        try
        {
            text.Append(File.ReadAllText(HostPath));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            text.Append(Beginning);
        }

        if (text.Length > 0 && text[^1] != '\n')
        {
            text.Append('\n');
        }

        Append(text, extra);
        return text.ToString();
    }

    /// <summary>The names of a container's own address.</summary>
    internal static string Names(string hostname, string domain) =>
        domain.Length > 0 ? $"{hostname}.{domain} {hostname}" : hostname;

    /// <summary>Reads what is asked for as <c>NAME:ADDRESS</c>.</summary>
    /// <param name="entry">The text; <c>NAME=ADDRESS</c> is taken too.</param>
    /// <param name="hostGateway">What <c>host-gateway</c> stands for.</param>
    /// <exception cref="EngineException">It makes no sense.</exception>
    internal static (string Address, string Names) Read(string entry, string hostGateway)
    {
        int at = entry.IndexOf(':', StringComparison.Ordinal);
        string name = at < 0 ? "" : entry[..at];
        string address = at < 0 ? "" : entry[(at + 1)..].Trim('[', ']');
        if (address == "host-gateway")
        {
            address = hostGateway;
        }

        return name.Length > 0 && name.AsSpan().IndexOfAny(" \t\r\n#") < 0 && IPAddress.TryParse(address, out IPAddress? parsed)
            ? (parsed.ToString(), name)
            : throw new EngineException(
                EngineErrorKind.InvalidParameter, name.Length == 0 ? $"bad format for add-host: \"{entry}\"" : $"invalid IP address in add-host: \"{address}\"");
    }

    private static void Append(StringBuilder text, IEnumerable<(string Address, string Names)> lines)
    {
        foreach ((string address, string names) in lines)
        {
            text.Append(address).Append('\t').Append(names).Append('\n');
        }
    }
}
