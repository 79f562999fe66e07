using Caisson.Cli.Options;
using Caisson.Images;
using Caisson.Images.Registry;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Cli.Verbs.Registries;

/// <summary><c>image pull</c>.</summary>
internal sealed class PullVerb : Verb
{
    private readonly LayerSizeFlag _layerSize = new();
    private readonly TextFlag _platform = new("platform", "Set platform if server is multi-platform capable");
    private readonly SwitchFlag _quiet = new("quiet", "Suppress verbose output") { Shorthand = 'q' };
    private readonly StallTimeoutFlag _stallTimeout = new();

    /// <inheritdoc/>
    internal override string Summary => "Download an image from a registry";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "NAME[:TAG|@DIGEST]";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, 1);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_layerSize, _platform, _quiet, _stallTimeout];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Image;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation)
    {
        ImageReference name = Reference(invocation.Arguments[0]);
        if (name.Tag is null && name.Digest is null)
        {
            name = name.WithDefaultTag();
            if (!_quiet.Value)
            {
                invocation.Streams.WriteLine($"Using default tag: {name.Tag}");
            }
        }

        using ImageStore store = invocation.OpenStore(_layerSize.Limits());
        using RegistryClient client = RegistryAccess.Client(invocation, _stallTimeout);
        Platform? platform = Platforms.Parse(_platform);
        await RegistryAccess.TransferAsync(
            invocation,
            _quiet.Value,
            progress => client.PullAsync(
                store, name, new PullOptions { Platform = platform, Progress = progress }, invocation.Cancellation)).ConfigureAwait(false);
        invocation.Streams.WriteLine(name.ToString());
        return ExitStatus.Success;
    }

    /// <summary>Reads a name.</summary>
    /// <exception cref="ImageException">It is none.</exception>
    internal static ImageReference Reference(string text) =>
        ImageReference.TryParse(text, out ImageReference? name, out string? error)
            ? name
            : throw new ImageException(ImageErrorKind.InvalidReference, error);
}
