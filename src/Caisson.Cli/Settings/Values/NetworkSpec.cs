using System.Globalization;
using System.Text.Json.Nodes;

namespace Caisson.Cli.Settings.Values;

/// <summary>Values of <c>--network</c>: a name, or <c>name=NAME,alias=ALIAS,ip=ADDRESS,…</c>.</summary>
/// <param name="Name">The network.</param>
/// <param name="Endpoint">How the container is in it, as far as it is said.</param>
internal sealed record NetworkSpec(string Name, JsonObject Endpoint)
{
    private static readonly string[] OwnModes = ["", "default", "bridge", "host", "none"];

    /// <summary>Whether it is a network that somebody has made, and no mode.</summary>
    internal bool IsUserDefined => !OwnModes.Contains(Name) && !Name.StartsWith("container:", StringComparison.Ordinal);

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is wrong.</exception>
    internal static NetworkSpec Parse(string value)
    {
        if (!value.Contains('=', StringComparison.Ordinal))
        {
            return new NetworkSpec(value, []);
        }

        string name = "";
        JsonObject endpoint = [];
        foreach (string field in CsvLine.Split(value))
        {
            (string key, string? written) = CsvLine.Field(field);
            string text = written?.Trim() ?? throw new FormatException($"invalid field {field}");
            switch (key.Trim())
            {
                case "name":
                    name = text;
                    break;
                case "alias":
                    Append(endpoint, "Aliases", text);
                    break;
                case "ip":
                    Section(endpoint, "IPAMConfig")["IPv4Address"] = text;
                    break;
                case "ip6":
                    Section(endpoint, "IPAMConfig")["IPv6Address"] = text;
                    break;
                case "mac-address":
                    endpoint["MacAddress"] = text;
                    break;
                case "link-local-ip":
                    Append(Section(endpoint, "IPAMConfig"), "LinkLocalIPs", text);
                    break;
                case "driver-opt":
                    (string option, string? setting) = CsvLine.Field(text);
                    Section(endpoint, "DriverOpts")[option] = setting ?? throw new FormatException($"invalid key value pair format in driver options");
                    break;
                case "gw-priority":
                    endpoint["GwPriority"] = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int priority)
                        ? priority : throw new FormatException($"invalid gw-priority ({text}): invalid syntax");
                    break;
                default:
                    throw new FormatException($"invalid field key {key}");
            }
        }

        return name.Length > 0 ? new NetworkSpec(name, endpoint) : throw new FormatException("network name/id is not specified");
    }

    /// <summary>A part of a document, which is made where it is not there.</summary>
    internal static JsonObject Section(JsonObject document, string name)
    {
        if (document[name] is not JsonObject section)
        {
            document[name] = section = [];
        }

        return section;
    }

    /// <summary>Adds a text to a list, which is made where it is not there.</summary>
    internal static void Append(JsonObject document, string name, string value)
    {
        if (document[name] is not JsonArray list)
        {
            document[name] = list = [];
        }

        list.Add((JsonNode?)JsonValue.Create(value));
    }
}
