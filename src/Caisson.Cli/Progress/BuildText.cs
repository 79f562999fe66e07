using System.Text;
using Caisson.Cli.Output;
using Caisson.Images.Build;

namespace Caisson.Cli.Progress;

/// <summary>A build's text: what the builder says, coloured on a terminal, and what commands write, as it is.</summary>
internal sealed class BuildText : IBuildProgress
{
    private const string Bold = "\e[1m";
    private const string Red = "\e[31m";
    private const string Yellow = "\e[33m";
    private const string Green = "\e[32m";
    private const string Dim = "\e[2m";
    private const string Plain = "\e[0m";

    private readonly Streams _streams;
    private readonly BuildTranscript _transcript;

    internal BuildText(Streams streams)
    {
        _streams = streams;
        _transcript = new BuildTranscript(Write);
    }

    /// <inheritdoc/>
    public void Report(BuildEvent buildEvent)
    {
        // Whoever has called the builder says so.
        if (buildEvent.Kind != BuildEventKind.Failed)
        {
            _transcript.Report(buildEvent);
        }
    }

    private void Write(ReadOnlySpan<byte> data, bool isError)
    {
        if (isError)
        {
            _streams.WriteError(_streams.HasColours ? Painted(Red, data) : data);
        }
        else
        {
            _streams.Write(_streams.HasColours && Colour(data) is { } colour ? Painted(colour, data) : data);
        }
    }

    // The builder's own lines are known by how they begin; each is written whole.
    private static string? Colour(ReadOnlySpan<byte> line) =>
        line.StartsWith("Step "u8) ? Bold
        : line.StartsWith(" ---> "u8) ? Dim
        : line.StartsWith("Successfully "u8) ? Green
        : line.StartsWith("[Warning]"u8) || line.StartsWith("[WARNING]"u8) ? Yellow
        : null;

    private static byte[] Painted(string colour, ReadOnlySpan<byte> text)
    {
        bool endsLine = text.EndsWith("\n"u8);
        return
        [
            .. Encoding.ASCII.GetBytes(colour), .. endsLine ? text[..^1] : text, .. Encoding.ASCII.GetBytes(Plain), .. endsLine ? "\n"u8 : [],
        ];
    }
}
