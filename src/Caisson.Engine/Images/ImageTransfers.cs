using Caisson.Images;
using Caisson.Images.Registry;
using Caisson.Images.Registry.Credentials;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Engine.Images;

/// <summary>Images that come from registries and go to them.</summary>
/// <remarks>Thread: any.</remarks>
public sealed class ImageTransfers
{
    private readonly ImageService _images;
    private readonly TimeProvider _clock;
    private volatile RegistryOptions _options;

    /// <summary>Makes the service.</summary>
    /// <param name="images">The images.</param>
    /// <param name="options">How registries are talked to.</param>
    /// <param name="clock">The clock.</param>
    public ImageTransfers(ImageService images, RegistryOptions options, TimeProvider clock)
    {
        _images = images;
        _clock = clock;
        _options = options;
    }

    /// <summary>How registries are talked to; transfers that have begun keep what they began with.</summary>
    public RegistryOptions Options { get => _options; set => _options = value; }

    /// <summary>Brings an image here, or all of a repository.</summary>
    /// <param name="name">The image; without tag and digest, all of them.</param>
    /// <param name="options">How.</param>
    /// <param name="credentials">The client's; null for none.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task PullAsync(
        ImageReference name, PullOptions options, ICredentialSource? credentials, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(name);
        using RegistryClient client = Client(credentials);
        if (name.Tag is null && name.Digest is null)
        {
            await client.PullAllAsync(_images.Store, name, options, cancellation).ConfigureAwait(false);
        }
        else
        {
            await client.PullAsync(_images.Store, name, options, cancellation).ConfigureAwait(false);
        }

        Tell("pull", name);
    }

    /// <summary>Brings all tags of a repository, or one image, to its registry.</summary>
    /// <param name="name">The image; without a tag, all of them.</param>
    /// <param name="options">How.</param>
    /// <param name="credentials">The client's; null for none.</param>
    /// <param name="pushed">Is told of each.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task PushAsync(
        ImageReference name,
        PushOptions options,
        ICredentialSource? credentials,
        Action<PushResult> pushed,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(pushed);
        using RegistryClient client = Client(credentials);
        foreach (ImageReference one in name.Tag is null && name.Digest is null ? TagsOf(name) : [name])
        {
            pushed(await client.PushAsync(_images.Store, one, options, cancellation).ConfigureAwait(false));
            options = options with { NamesRepository = false };
            Tell("push", one);
        }
    }

    /// <summary>What a registry has under a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="credentials">The client's; null for none.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<RemoteImage> InspectAsync(ImageReference name, ICredentialSource? credentials, CancellationToken cancellation)
    {
        using RegistryClient client = Client(credentials);
        return await client.InspectAsync(name, cancellation).ConfigureAwait(false);
    }

    /// <summary>Tries credentials.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="credentials">The credentials.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The token to keep instead of the password; null where there is none.</returns>
    public async Task<string?> LoginAsync(string registry, RegistryCredentials credentials, CancellationToken cancellation)
    {
        using RegistryClient client = Client(null);
        return (await client.LoginAsync(registry, credentials, cancellation).ConfigureAwait(false)).IdentityToken;
    }

    private RegistryClient Client(ICredentialSource? credentials) => new(_options with { Time = _clock }, credentials);

    private ImageReference[] TagsOf(ImageReference name)
    {
        ImageReference[] tags =
            [.. _images.Store.References.List().Select(r => r.Name).OfType<ImageReference>().Where(n => n.Name == name.Name && n.Tag is not null)];
        return tags.Length > 0
            ? tags
            : throw new ImageException(ImageErrorKind.NotFound, $"An image does not exist locally with the tag: {name.FamiliarName}");
    }

    private void Tell(string action, ImageReference name)
    {
        string familiar = name.WithDefaultTag().Familiar;
        StoredImage? image = _images.Store.Images.TryGet(familiar);
        _images.Tell(action, familiar, name.FamiliarName, image);
    }
}
