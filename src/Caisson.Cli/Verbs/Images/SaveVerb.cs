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
    internal override NameKind Completes => NameKind.Image;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation)
    {
        ArchiveOutput output = new(invocation, _output.Value);
        output.Check("failed to save image");
        using ImageStore store = invocation.OpenStore();
        await output.WriteAsync(archive => ImageSaver.Save(
            store, invocation.Arguments, archive, Platforms.Parse(_platform), invocation.Cancellation)).ConfigureAwait(false);
        return ExitStatus.Success;
    }
}
