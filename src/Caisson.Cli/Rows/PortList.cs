using System.Text.Json;
using Caisson.Cli.Client;

namespace Caisson.Cli.Rows;

/// <summary>Ports in one cell: <c>0.0.0.0:8080->80/tcp</c>; ports that follow each other are a range.</summary>
internal static class PortList
{
    /// <summary>Writes them.</summary>
    /// <param name="ports">As the list of containers has them.</param>
    internal static string Text(IEnumerable<JsonElement> ports)
    {
        Port[] all =
        [
            .. ports.Select(p => new Port(p.Text("IP"), p.Number("PublicPort") ?? 0, p.Number("PrivatePort") ?? 0, p.Text("Type")))
                .OrderBy(p => p.Inside).ThenBy(p => p.Address, StringComparer.Ordinal).ThenBy(p => p.Outside).ThenBy(p => p.Protocol, StringComparer.Ordinal),
        ];
        List<string> finished = [];
        List<string> translated = [];
        List<(string Key, Port First, long Last)> open = [];
        foreach (Port port in all)
        {
            if (port.Address.Length > 0 && port.Outside != port.Inside)
            {
                translated.Add($"{port.Host}:{port.Outside}->{port.Inside}/{port.Protocol}");
                continue;
            }

            string key = $"{port.Address}/{port.Protocol}";
            int index = open.FindIndex(o => o.Key == key);
            if (index < 0)
            {
                open.Add((key, port, port.Inside));
            }
            else if (open[index].Last + 1 == port.Inside)
            {
                open[index] = (key, open[index].First, port.Inside);
            }
            else
            {
                finished.Add(Range(open[index].First, open[index].Last));
                open[index] = (key, port, port.Inside);
            }
        }

        return string.Join(", ", [.. finished, .. open.Select(o => Range(o.First, o.Last)), .. translated]);
    }

    private static string Range(Port first, long last)
    {
        string range = last == first.Inside ? $"{last}" : $"{first.Inside}-{last}";
        return first.Address.Length > 0 ? $"{first.Host}:{range}->{range}/{first.Protocol}" : $"{range}/{first.Protocol}";
    }

    private readonly record struct Port(string Address, long Outside, long Inside, string Protocol)
    {
        internal string Host => Address.Contains(':', StringComparison.Ordinal) ? $"[{Address}]" : Address;
    }
}
