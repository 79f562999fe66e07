using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Engine;

/// <summary><c>context</c>: Docker's own client finds the engine.</summary>
internal sealed class ContextVerb : Verb
{
    private readonly EngineFolders _folders = new();
    private readonly TextFlag _name = new("name", "Name of the context") { Default = "caisson" };
    private readonly SwitchFlag _use = new("use", "Let docker use it from now on") { Default = true };

    /// <inheritdoc/>
    internal override string Summary => "Set up docker's client for this engine: a context, as docker context create makes it";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_folders.ExecRoot, _name, _use];

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation)
    {
        string name = _name.Value;
        if (name.Length == 0 || name == "default" || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-' or '+')))
        {
            throw new ArgumentFault($"context name \"{name}\" is invalid");
        }

        string folder = invocation.Global.Config;
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        string meta = Path.Combine(folder, "contexts", "meta", hash);
        Directory.CreateDirectory(meta);
        JsonObject document = new()
        {
            ["Name"] = name,
            ["Metadata"] = new JsonObject { ["Description"] = "Caisson" },
            ["Endpoints"] = new JsonObject
            {
                ["docker"] = new JsonObject { ["Host"] = $"unix://{_folders.Socket}", ["SkipTLSVerify"] = false },
            },
        };
        Write(Path.Combine(meta, "meta.json"), document);
        if (_use.Value)
        {
            Use(Path.Combine(folder, "config.json"), name);
        }

        invocation.Streams.WriteLine(_use.Value
            ? $"docker uses {_folders.Socket} now; docker context use default goes back"
            : $"docker context use {name} makes docker use {_folders.Socket}");
        return Task.FromResult(ExitStatus.Success);
    }

    private static void Use(string path, string name)
    {
        JsonObject config = File.Exists(path) && File.ReadAllText(path) is { } text && !string.IsNullOrWhiteSpace(text)
            ? Parse(path, text)
            : [];
        config["currentContext"] = name;
        Write(path, config);
    }

    private static JsonObject Parse(string path, string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw new ArgumentFault($"{path} is no object");
        }
        catch (JsonException e)
        {
            throw new ArgumentFault($"{path} is not JSON: line {e.LineNumber + 1}");
        }
    }

    // Renamed into place: docker may read it at any moment.
    private static void Write(string path, JsonObject document)
    {
        string draft = $"{path}.{Environment.ProcessId}";
        File.WriteAllText(draft, document.ToJsonString() + "\n");
        File.Move(draft, path, overwrite: true);
    }
}
