using Caisson.Cli.Options;
using Caisson.Cli.Output;
using Caisson.Images.Archives;
using Caisson.Images.Store;
using Caisson.Linux.Scheduling;

namespace Caisson.Cli.Verbs.Images;

/// <summary><c>image load</c>.</summary>
internal sealed class LoadVerb : Verb
{
    private readonly TextFlag _input = new("input", "Read from tar archive file, instead of STDIN") { Shorthand = 'i' };
    private readonly LayerSizeFlag _layerSize = new();
    private readonly SwitchFlag _quiet = new("quiet", "Suppress the load output") { Shorthand = 'q' };

    /// <inheritdoc/>
    internal override string Summary => "Load an image from a tar archive or STDIN";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_input, _layerSize, _quiet];

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation)
    {
        if (!_input.IsSet && invocation.Streams.InputIsTerminal)
        {
            throw new ArgumentFault("requested load from stdin, but stdin is empty");
        }

        using ImageStore store = invocation.OpenStore(_layerSize.Limits());
        LoadResult result = await BlockingThread.RunAsync("load", () => Load(invocation, store)).ConfigureAwait(false);
        foreach (string line in result.Lines)
        {
            invocation.Streams.WriteLine(line);
        }

        return ExitStatus.Success;
    }

    private LoadResult Load(Invocation invocation, ImageStore store)
    {
        if (_input.ValueOrNull is { } folder && Directory.Exists(folder))
        {
            return ImageLoader.LoadFolder(store, Path.GetFullPath(folder), invocation.Cancellation);
        }

        using Stream archive = _input.ValueOrNull is { } path ? UserFiles.OpenRead(path) : invocation.Streams.OpenInput();
        return ImageLoader.Load(store, archive, invocation.Cancellation);
    }
}
