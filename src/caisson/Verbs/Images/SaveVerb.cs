using Caisson.Cli.Options;
using Caisson.Cli.Output;
using Caisson.Images.Archives;
using Caisson.Images.Store;

namespace Caisson.Cli.Verbs.Images;

/// <summary><c>image save</c>.</summary>
internal sealed class SaveVerb : Verb
{
    private readonly TextFlag _output = new("output", "Write to a file, instead of STDOUT") { Shorthand = 'o' };
    private readonly TextFlag _platform = new(
        "platform", "Describe only the given platform variant. Formatted as \"os[/arch[/variant]]\" (e.g., \"linux/amd64\")");

    /// <inheritdoc/>
    internal override string Summary => "Save one or more images to a tar archive (streamed to STDOUT by default)";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "IMAGE [IMAGE...]";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, null);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_output, _platform];

    /// <inheritdoc/>
    internal override bool CompletesImages => true;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation)
    {
        if (!_output.IsSet && invocation.Streams.OutputIsTerminal)
        {
            throw new ArgumentFault("cowardly refusing to save to a terminal. Use the -o flag or redirect");
        }

        using ImageStore store = invocation.OpenStore();
        await DedicatedThread.RunAsync("save", () => Save(invocation, store)).ConfigureAwait(false);
        return ExitStatus.Success;
    }

    private bool Save(Invocation invocation, ImageStore store)
    {
        void Write(Stream archive) => ImageSaver.Save(
            store, invocation.Arguments, archive, Platforms.Parse(_platform), invocation.Cancellation);
        if (_output.ValueOrNull is not { } path)
        {
            using Stream output = invocation.Streams.OpenOutput();
            Write(output);
            return true;
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        if (!Directory.Exists(folder))
        {
            throw new ArgumentFault($"failed to save image: invalid output path: stat {folder}: no such file or directory");
        }

        UserFiles.Write(path, Write);
        return true;
    }
}
