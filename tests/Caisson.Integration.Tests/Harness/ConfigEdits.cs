using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.Harness;

/// <summary>The changes to a configuration that many tests make.</summary>
public static class ConfigEdits
{
    private static readonly string[] SetsThatApply = ["bounding", "effective", "permitted"];

    /// <summary>The <c>process</c> object.</summary>
    public static JsonObject Process(this JsonObject config) => config["process"]!.AsObject();

    /// <summary>The <c>linux</c> object.</summary>
    public static JsonObject Linux(this JsonObject config) => config["linux"]!.AsObject();

    /// <summary>The <c>linux.resources</c> object.</summary>
    public static JsonObject Resources(this JsonObject config) => config["linux"]!["resources"]!.AsObject();

    /// <summary>Makes an array of strings.</summary>
    public static JsonArray Strings(params IEnumerable<string> values) =>
        new([.. values.Select(v => (JsonNode)JsonValue.Create(v))]);

    /// <summary>Parses a literal.</summary>
    public static JsonNode Parse(string json) => JsonNode.Parse(json)!;

    /// <summary>Appends a mount.</summary>
    public static void AddMount(
        this JsonObject config, string destination, string type, string source, params IEnumerable<string> options) =>
        config["mounts"]!.AsArray().Add(new JsonObject
        {
            ["destination"] = destination,
            ["type"] = type,
            ["source"] = source,
            ["options"] = Strings(options),
        });

    /// <summary>Appends a bind mount.</summary>
    public static void AddBind(
        this JsonObject config, string source, string destination, params IEnumerable<string> options) =>
        config.AddMount(destination, "bind", source, ["bind", .. options]);

    /// <summary>Takes a mount out.</summary>
    public static void RemoveMount(this JsonObject config, string destination) =>
        config["mounts"]!.AsArray().RemoveAll(m => (string?)m!["destination"] == destination);

    /// <summary>Adds a namespace, or gives the one of its type a path.</summary>
    public static void SetNamespace(this JsonObject config, string type, string? path = null)
    {
        config.RemoveNamespace(type);
        var entry = new JsonObject { ["type"] = type };
        if (path is not null)
        {
            entry["path"] = path;
        }

        config["linux"]!["namespaces"]!.AsArray().Add(entry);
    }

    /// <summary>Takes a namespace out, so that the container shares the runtime's.</summary>
    public static void RemoveNamespace(this JsonObject config, string type) =>
        config["linux"]!["namespaces"]!.AsArray().RemoveAll(n => (string?)n!["type"] == type);

    /// <summary>Gives the program these capabilities in the sets that apply to it, and no others.</summary>
    public static void SetCapabilities(this JsonObject config, params IEnumerable<string> names)
    {
        string[] all = [.. names];
        foreach (string set in SetsThatApply)
        {
            config["process"]!["capabilities"]![set] = Strings(all);
        }
    }

    /// <summary>Adds to the capabilities of <see cref="SetCapabilities"/>.</summary>
    public static void AddCapabilities(this JsonObject config, params IEnumerable<string> names) =>
        config.SetCapabilities([.. config["process"]!["capabilities"]!["bounding"]!.AsArray().Select(c => (string)c!), .. names]);

    /// <summary>
    /// A user namespace in which root is an ordinary user of the host, with as many ids as containers need.
    /// </summary>
    public static void SetUserNamespace(this JsonObject config, int hostId = 100000, int size = 65536)
    {
        config.SetNamespace("user");
        foreach (string field in new[] { "uidMappings", "gidMappings" })
        {
            config["linux"]![field] = new JsonArray(
                new JsonObject { ["containerID"] = 0, ["hostID"] = hostId, ["size"] = size });
        }
    }
}
