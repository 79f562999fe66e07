using System.Text.Json;
using Caisson.Formatting.Templates;

namespace Caisson.Cli.Documents;

/// <summary>What an engine answers, as templates take it: in the engine's order.</summary>
internal static class ApiDocument
{
    // What the API calls a map, and templates range over and index: a key that is not there has no value in it.
    private static readonly HashSet<string> Maps =
    [
        "Annotations", "AuxiliaryAddresses", "Attributes", "Containers", "DriverOpts", "ExposedPorts", "Labels", "LogConfig.Config", "Networks", "Options",
        "PortBindings", "Ports", "Status", "StorageOpt", "Sysctls", "Tmpfs", "Volumes",
    ];

    // Lists that an engine may write as null.
    private static readonly HashSet<string> Lists =
    [
        "Aliases", "Args", "Binds", "BlkioDeviceReadBps", "BlkioDeviceReadIOps", "BlkioDeviceWriteBps", "BlkioDeviceWriteIOps", "BlkioWeightDevice",
        "CapAdd", "CapDrop", "Capabilities", "Cmd", "DNSNames", "DeviceCgroupRules", "DeviceRequests", "Devices", "Dns", "DnsOptions", "DnsSearch",
        "Entrypoint", "Env", "ExecIDs", "ExtraHosts", "GroupAdd", "IPAM.Config", "Links", "MaskedPaths", "Mounts", "OnBuild", "ReadonlyPaths",
        "RepoDigests", "RepoTags", "SecondaryIPAddresses", "SecondaryIPv6Addresses", "SecurityOpt", "Shell", "Ulimits", "VolumesFrom", "Warnings",
    ];

    /// <summary>Translates a document.</summary>
    internal static object? Of(JsonElement element) => Of(element, "", "");

    // Some names are those of a map in one place, and of something else in another.
    private static object? Of(JsonElement element, string parent, string name) => element.ValueKind switch
    {
        JsonValueKind.Object when Is(Maps, parent, name) => Map(element),
        JsonValueKind.Object => Record(element, name),
        JsonValueKind.Array => element.EnumerateArray().Select(e => Of(e, "", "")).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out long whole) ? (object)whole : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => Is(Maps, parent, name) ? TemplateNothing.Map : Is(Lists, parent, name) ? TemplateNothing.List : null,
    };

    private static bool Is(HashSet<string> names, string parent, string name) => names.Contains(name) || names.Contains($"{parent}.{name}");


    private static TemplateMap Map(JsonElement element)
    {
        TemplateMap map = [];
        foreach (JsonProperty property in element.EnumerateObject())
        {
            map.Add(property.Name, Of(property.Value, "", ""));
        }

        return map;
    }

    private static TemplateRecord Record(JsonElement element, string name)
    {
        TemplateRecord record = new();
        foreach (JsonProperty property in element.EnumerateObject())
        {
            record.Add(property.Name, Of(property.Value, name, property.Name));
        }

        // Go's structures have the name that Docker's documents write as Id.
        if (element.TryGetProperty("Id", out _) && !element.TryGetProperty("ID", out _))
        {
            record.Alias("ID", "Id");
        }

        return record;
    }
}
