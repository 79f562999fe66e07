using Caisson.Cli.Options;
using Caisson.Cli.Output;
using Caisson.Images;
using Caisson.Images.Archives;
using Caisson.Images.Store;
using Caisson.Linux.Scheduling;
using Caisson.Oci.ImageSpec;

namespace Caisson.Cli.Verbs.Images;

/// <summary><c>image import</c>.</summary>
internal sealed class ImportVerb : Verb
{
    private readonly ListFlag _change = new("change", "Apply Dockerfile instruction to the created image") { Shorthand = 'c' };
    private readonly LayerSizeFlag _layerSize = new();
    private readonly TextFlag _message = new("message", "Set commit message for imported image") { Shorthand = 'm' };
    private readonly TextFlag _platform = new("platform", "Set platform if server is multi-platform capable");

    /// <inheritdoc/>
    internal override string Summary => "Import the contents from a tarball to create a filesystem image";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "file|URL|- [REPOSITORY[:TAG]]";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, null);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_change, _layerSize, _message, _platform];

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation)
    {
        string source = invocation.Arguments[0];
        if (source.StartsWith("http://", StringComparison.Ordinal) || source.StartsWith("https://", StringComparison.Ordinal))
        {
            throw new ImageException(ImageErrorKind.Unsupported, $"{source}: download it first, and import the file");
        }

        ImportRequest request = new()
        {
            Name = invocation.Arguments.Count > 1 ? TagVerb.Reference(invocation.Arguments[1]).WithDefaultTag() : null,
            Changes = _change.Values,
            Message = _message.ValueOrNull ?? $"Imported from {source}",
            Platform = Platforms.Parse(_platform) ?? Platform.Host,
            Clock = invocation.Clock,
        };
        using ImageStore store = invocation.OpenStore(_layerSize.Limits());
        NewImage image = await BlockingThread.RunAsync("import", () =>
        {
            using Stream root = source == "-" ? invocation.Streams.OpenInput() : UserFiles.OpenRead(source);
            return ImageImporter.Import(store, root, request, invocation.Cancellation);
        }).ConfigureAwait(false);
        invocation.Streams.WriteLine(image.Id.ToString());
        return ExitStatus.Success;
    }
}
