using System.Text;
using Caisson.Api.Streaming;
using Caisson.Images.Build;

namespace Caisson.Api.Builds;

/// <summary>A build's text, for a client: what goes to standard error is red, as dockerd has it.</summary>
internal sealed class BuildLines : IBuildProgress
{
    // What a quiet build may say before its beginning is forgotten: it is shown only if the build fails.
    private const int MaxKeptChars = 1 << 20;

    private readonly ProgressStream _stream;
    private readonly BuildTranscript _transcript;
    private readonly StringBuilder? _kept;
    private readonly Decoder _output = Encoding.UTF8.GetDecoder();
    private readonly Decoder _error = Encoding.UTF8.GetDecoder();
    private readonly Lock _lock = new();

    internal BuildLines(ProgressStream stream, bool isQuiet)
    {
        _stream = stream;
        _kept = isQuiet ? new StringBuilder() : null;
        _transcript = new BuildTranscript(Write);
    }

    /// <inheritdoc/>
    public void Report(BuildEvent buildEvent)
    {
        if (buildEvent.Kind == BuildEventKind.Built)
        {
            // Programs want the id as a value, before it is in the text.
            _transcript.Flush();
            _stream.Write(new ProgressMessage { Aux = new ProgressAux { Id = buildEvent.Text } });
        }

        if (buildEvent.Kind != BuildEventKind.Failed)
        {
            _transcript.Report(buildEvent);
        }
    }

    /// <summary>The build is done.</summary>
    /// <param name="imageId">The image.</param>
    internal void Finish(string imageId)
    {
        if (_kept is not null)
        {
            _stream.Write(new ProgressMessage { Stream = imageId + "\n" });
        }
    }

    /// <summary>The build has failed: whoever wanted it quiet sees what it said.</summary>
    internal void Fail()
    {
        _transcript.Flush();
        if (_kept is { Length: > 0 })
        {
            _stream.Write(new ProgressMessage { Stream = _kept.ToString() });
        }
    }

    private void Write(ReadOnlySpan<byte> data, bool isError)
    {
        lock (_lock)
        {
            // A character may come in two parts.
            Decoder decoder = isError ? _error : _output;
            char[] chars = new char[Encoding.UTF8.GetMaxCharCount(data.Length)];
            string text = new(chars, 0, decoder.GetChars(data, chars, flush: false));
            if (text.Length == 0)
            {
                return;
            }

            text = isError ? $"\e[91m{text}\e[0m" : text;
            if (_kept is null)
            {
                _stream.Write(new ProgressMessage { Stream = text });
            }
            else
            {
                _kept.Append(text);
                _kept.Remove(0, Math.Max(0, _kept.Length - MaxKeptChars));
            }
        }
    }
}
