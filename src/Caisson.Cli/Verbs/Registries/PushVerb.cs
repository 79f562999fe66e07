using Caisson.Cli.Options;
using Caisson.Images;
using Caisson.Images.Registry;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Cli.Verbs.Registries;

/// <summary><c>image push</c>.</summary>
internal sealed class PushVerb : Verb
{
    private readonly SwitchFlag _allTags = new("all-tags", "Push all tags of an image to the repository") { Shorthand = 'a' };
    private readonly TextFlag _platform = new(
        "platform", "Push this platform's image, where the store does not have all of an index.\n'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)");
    private readonly SwitchFlag _quiet = new("quiet", "Suppress verbose output") { Shorthand = 'q' };

    /// <inheritdoc/>
    internal override string Summary => "Upload an image to a registry";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "NAME[:TAG]";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, 1);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_allTags, _platform, _quiet];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Image;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation)
    {
        ImageReference name = PullVerb.Reference(invocation.Arguments[0]);
        if (_allTags.Value && (name.Tag is not null || name.Digest is not null))
        {
            throw new ArgumentFault("tag can't be used with --all-tags/-a");
        }

        if (!_allTags.Value && name.Tag is null && name.Digest is null)
        {
            name = name.WithDefaultTag();
            if (!_quiet.Value)
            {
                invocation.Streams.WriteLine($"Using default tag: {name.Tag}");
            }
        }

        using ImageStore store = invocation.OpenStore();
        using RegistryClient client = RegistryAccess.Client(invocation);
        Platform platform = Platforms.Parse(_platform) ?? Platform.Host;
        foreach (ImageReference one in _allTags.Value ? Tags(store, name) : [name])
        {
            await RegistryAccess.TransferAsync(
                invocation,
                _quiet.Value,
                progress => client.PushAsync(
                    store, one, new PushOptions { Platform = platform, Progress = progress }, invocation.Cancellation)).ConfigureAwait(false);
            if (_quiet.Value)
            {
                invocation.Streams.WriteLine(one.ToString());
            }
        }

        return ExitStatus.Success;
    }

    private static List<ImageReference> Tags(ImageStore store, ImageReference name)
    {
        List<ImageReference> tags =
            [.. store.References.List().Select(r => r.Name).OfType<ImageReference>().Where(n => n.Name == name.Name && n.Tag is not null)];
        return tags.Count > 0
            ? tags
            : throw new ImageException(ImageErrorKind.NotFound, $"an image does not exist locally with the tag: {name.FamiliarName}");
    }
}
