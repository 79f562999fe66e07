using System.Text.Json;
using System.Text.Json.Nodes;
using Caisson.Cli.Options;
using Caisson.Cli.Output;

namespace Caisson.Cli.Settings.Values;

/// <summary>Values of <c>--security-opt</c>.</summary>
internal static class SecurityOption
{
    private const string AllPaths = "systempaths=unconfined";

    /// <summary>Writes them down as the API takes them: profiles are read from their files here.</summary>
    /// <exception cref="FormatException">One is wrong.</exception>
    internal static void Write(IReadOnlyList<string> values, JsonObject hostConfig)
    {
        hostConfig.Put("SecurityOpt", values.Where(v => v != AllPaths).Select(Read));
        if (values.Contains(AllPaths))
        {
            hostConfig["MaskedPaths"] = new JsonArray();
            hostConfig["ReadonlyPaths"] = new JsonArray();
        }
    }

    private static string Read(string value)
    {
        int separator = value.IndexOf('=', StringComparison.Ordinal);
        separator = separator < 0 ? value.IndexOf(':', StringComparison.Ordinal) : separator;
        if (separator < 0)
        {
            return value == "no-new-privileges" ? value : throw new FormatException($"Invalid --security-opt: \"{value}\"");
        }

        string path = value[(separator + 1)..];
        if (value[..separator] != "seccomp" || path is "unconfined" or "builtin")
        {
            return value;
        }

        try
        {
            using FileStream file = UserFiles.OpenRead(path);
            using JsonDocument profile = JsonDocument.Parse(file);
            return $"seccomp={JsonObject.Create(profile.RootElement)?.ToJsonString()}";
        }
        catch (ArgumentFault e)
        {
            throw new FormatException($"opening seccomp profile ({path}) failed: {e.Message}");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"compacting json for seccomp profile ({path}) failed: {e.Message}");
        }
    }
}
