using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Output;

namespace Caisson.Cli.Progress;

/// <summary>What an engine says of a pull, on standard error: lines, which on a terminal change where they stand.</summary>
/// <param name="streams">Where it is shown.</param>
internal sealed class PullMessages(Streams streams)
{
    private readonly List<string> _layers = [];

    /// <summary>Shows a message.</summary>
    internal void Show(JsonElement message)
    {
        string id = message.Text("id");
        string progress = message.Text("progress");
        string text = (id.Length > 0 ? $"{id}: " : "") + message.Text("status");
        if (!streams.ErrorIsTerminal)
        {
            if (progress.Length == 0 && text.Length > 0)
            {
                streams.WriteErrorLine(text);
            }

            return;
        }

        string line = progress.Length > 0 ? $"{text} {progress}" : text;
        if (id.Length == 0 || message.At("progressDetail").ValueKind == JsonValueKind.Undefined)
        {
            streams.WriteErrorLine(line);
            _layers.Clear();
            return;
        }

        int index = _layers.IndexOf(id);
        if (index < 0)
        {
            _layers.Add(id);
            streams.WriteErrorLine(line);
            return;
        }

        // Up to the layer's line, which is written anew, and down again.
        int up = _layers.Count - index;
        streams.WriteError($"\e[{up}A\e[2K\r{line}\r\e[{up}B");
    }
}
