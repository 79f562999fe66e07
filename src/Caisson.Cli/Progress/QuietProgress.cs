using System.Text;
using Caisson.Images.Build;

namespace Caisson.Cli.Progress;

/// <summary>Keeps a build's text to itself, up to a limit.</summary>
internal sealed class QuietProgress : IBuildProgress
{
    private const int MaxChars = 1 << 20;

    private readonly StringBuilder _text = new();
    private readonly BuildTranscript _transcript;

    internal QuietProgress() => _transcript = new BuildTranscript((data, _) =>
    {
        _text.Append(Encoding.UTF8.GetString(data));
        _text.Remove(0, Math.Max(_text.Length - MaxChars, 0));
    });

    /// <summary>The text so far; its end, where there is too much of it.</summary>
    internal string Text => _text.ToString();

    /// <inheritdoc/>
    public void Report(BuildEvent buildEvent) => _transcript.Report(buildEvent);
}
