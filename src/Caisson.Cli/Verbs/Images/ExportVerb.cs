using Caisson.Cli.Options;
using Caisson.Cli.Output;
using Caisson.Images.Roots;
using Caisson.Images.Store;

namespace Caisson.Cli.Verbs.Images;

/// <summary><c>image export</c>: Docker has it for containers alone.</summary>
internal sealed class ExportVerb : Verb
{
    private readonly TextFlag _output = new("output", "Write to a file, instead of STDOUT") { Shorthand = 'o' };
    private readonly TextFlag _platform = new("platform", "Export the given platform variant. Formatted as \"os[/arch[/variant]]\" (e.g., \"linux/amd64\")");

    /// <inheritdoc/>
    internal override string Summary => "Export an image's filesystem as a tar archive";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "IMAGE";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, 1);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_output, _platform];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Image;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation)
    {
        ArchiveOutput output = new(invocation, _output.Value);
        output.Check("failed to export image");
        using ImageStore store = invocation.OpenStore();
        using ImageExport export = await ImageExport.OpenAsync(
            store, invocation.Arguments[0], Platforms.Parse(_platform), invocation.Cancellation).ConfigureAwait(false);
        await output.WriteAsync(archive => export.Write(archive, invocation.Cancellation)).ConfigureAwait(false);
        return ExitStatus.Success;
    }
}
