using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Caisson.Cli.Options;

namespace Caisson.Cli.Settings.Values;

/// <summary>Values of <c>--publish</c> and <c>--expose</c>: <c>[[IP:]HOST:]CONTAINER[/PROTOCOL]</c>, each port possibly a range.</summary>
internal static class PortSpec
{
    /// <summary>Reads values of <c>--publish</c>.</summary>
    /// <param name="values">The values; also the long form, <c>published=80,target=8080,protocol=tcp</c>.</param>
    /// <param name="exposed">Takes the ports of the container.</param>
    /// <param name="bindings">Takes what leads to them.</param>
    /// <exception cref="FormatException">One is wrong.</exception>
    internal static void Publish(IEnumerable<string> values, JsonObject exposed, JsonObject bindings)
    {
        foreach (string value in values)
        {
            Publish(value.Contains('=', StringComparison.Ordinal) ? Short(value) : value, exposed, bindings);
        }
    }

    /// <summary>Reads values of <c>--expose</c>.</summary>
    /// <exception cref="FormatException">One is wrong.</exception>
    internal static void Expose(IEnumerable<string> values, JsonObject exposed)
    {
        foreach (string value in values)
        {
            if (value.Contains(':', StringComparison.Ordinal))
            {
                throw new FormatException($"invalid port format for --expose: {value}");
            }

            (string ports, string protocol) = Protocol(value);
            try
            {
                (int first, int last) = Range(ports);
                for (int port = first; port <= last; port++)
                {
                    exposed[$"{port}/{protocol}"] = new JsonObject();
                }
            }
            catch (FormatException e)
            {
                throw new FormatException($"invalid range format for --expose: {value}, error: {e.Message}");
            }
        }
    }

    /// <summary>A port, or a range of them.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    internal static (int First, int Last) Range(string text)
    {
        if (text.Length == 0)
        {
            throw new FormatException("empty string specified for ports");
        }

        int dash = text.IndexOf('-', StringComparison.Ordinal);
        int first = Number(dash < 0 ? text : text[..dash]);
        int last = dash < 0 ? first : Number(text[(dash + 1)..]);
        return last >= first ? (first, last) : throw new FormatException($"invalid range specified for port: {text}");
    }

    private static int Number(string text) => (int)WholeFlag.Parse(text, "ParseUint", ushort.MaxValue);

    private static void Publish(string value, JsonObject exposed, JsonObject bindings)
    {
        (string ip, string host, string ports) = Split(value);
        (string container, string protocol) = Protocol(ports);
        string address = ip is ['[', .., ']'] ? ip[1..^1] : ip;
        if (address.Length > 0 && (!IPAddress.TryParse(address, out _) || (!address.Contains(':', StringComparison.Ordinal) && address.Count(c => c == '.') != 3)))
        {
            throw new FormatException($"invalid IP address: {address}");
        }

        if (container.Length == 0)
        {
            throw new FormatException($"no port specified: {value}<empty>");
        }

        (int first, int last) = Range(container, "containerPort");
        (int First, int Last)? hosts = host.Length == 0 ? null : Range(host, "hostPort");
        bool isAnyOfHosts = first == last && hosts is { } range && range.First != range.Last;
        if (hosts is { } known && !isAnyOfHosts && known.Last - known.First != last - first)
        {
            throw new FormatException($"invalid ranges specified for container and host Ports: {container} and {host}");
        }

        if (protocol is not ("tcp" or "udp" or "sctp"))
        {
            throw new FormatException($"invalid proto: {protocol}");
        }

        for (int port = first; port <= last; port++)
        {
            string name = $"{port}/{protocol}";
            exposed[name] = new JsonObject();
            string hostPort = isAnyOfHosts ? host
                : hosts is { } at ? (at.First + port - first).ToString(CultureInfo.InvariantCulture) : "";
            JsonObject binding = new() { ["HostIp"] = address, ["HostPort"] = hostPort };
            if (bindings[name] is JsonArray others)
            {
                others.Add((JsonNode)binding);
            }
            else
            {
                bindings[name] = new JsonArray(binding);
            }
        }
    }

    private static (int First, int Last) Range(string text, string what)
    {
        try
        {
            return Range(text);
        }
        catch (FormatException)
        {
            throw new FormatException($"invalid {what}: {text}");
        }
    }

    private static (string Ip, string Host, string Container) Split(string value)
    {
        int container = value.LastIndexOf(':');
        int host = container <= 0 ? -1 : value.LastIndexOf(':', container - 1);
        return container < 0 ? ("", "", value)
            : host < 0 ? ("", value[..container], value[(container + 1)..])
            : (value[..host], value[(host + 1)..container], value[(container + 1)..]);
    }

    private static (string Ports, string Protocol) Protocol(string value)
    {
        int slash = value.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (value, "tcp")
            : slash == 0 ? ("", "")
            : (value[..slash], slash + 1 < value.Length ? value[(slash + 1)..].ToLowerInvariant() : "tcp");
    }

    private static string Short(string value)
    {
        string protocol = "tcp";
        string published = "";
        string target = "";
        foreach (string field in value.Split(','))
        {
            int equals = field.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new FormatException($"invalid publish opts format (should be name=value but got '{field}')");
            }

            string text = field[(equals + 1)..];
            switch (field[..equals])
            {
                case "protocol":
                    protocol = text;
                    break;
                case "published":
                    published = text;
                    break;
                case "target":
                    target = text;
                    break;
            }
        }

        return published.Length == 0 ? $"{target}/{protocol}" : $"{published}:{target}/{protocol}";
    }
}
