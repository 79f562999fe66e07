using Caisson.Images.Registry.Http;
using Caisson.Oci;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry.Pull;

/// <summary>Finds the image of a platform behind what a registry has under a name.</summary>
internal sealed class ImageChoice
{
    // Documents of an index that are looked into for a platform: each costs a request, and real ones cost one.
    private const int MaxDocuments = 16;

    private readonly RemoteDocuments _remote;
    private readonly StoredDocuments _stored;
    private readonly ImageLimits _limits;
    private readonly string _name;
    private readonly Platform _wanted;
    private int _documents;

    /// <param name="remote">The registry's documents.</param>
    /// <param name="stored">Those that are in the store already.</param>
    /// <param name="limits">What is accepted of them.</param>
    /// <param name="name">What errors call the image.</param>
    /// <param name="wanted">The platform.</param>
    internal ImageChoice(RemoteDocuments remote, StoredDocuments stored, ImageLimits limits, string name, Platform wanted)
    {
        _remote = remote;
        _stored = stored;
        _limits = limits;
        _name = name;
        _wanted = wanted;
    }

    /// <summary>Indexes between the top and the image, which belong to it.</summary>
    internal List<RemoteManifest> Between { get; } = [];

    /// <summary>Finds the image.</summary>
    /// <param name="top">What the registry has under the name. One that is no index is taken whatever its platform.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="ImageException">There is none, or a document is not acceptable.</exception>
    internal async Task<ChosenImage> FindAsync(RemoteManifest top, CancellationToken cancellation) =>
        top.Manifest is not null
            ? await ReadAsync(top, cancellation)
            : await FindAsync(top, 0, cancellation)
                ?? throw new ImageException(
                    ImageErrorKind.NotFound, $"no matching manifest for {_wanted} in the manifest list entries");

    private async Task<ChosenImage?> FindAsync(RemoteManifest from, int depth, CancellationToken cancellation)
    {
        if (from.Manifest is not null)
        {
            // Whoever does not name its platform in the index does in its configuration.
            ChosenImage image = await ReadAsync(from, cancellation);
            bool fits = from.Descriptor.Platform is not null || PlatformSelection.Rank(_wanted, image.Config.Platform) is not null;
            return fits ? image : null;
        }

        if (depth >= _limits.IndexDepth)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded, $"{_name}: has more than {_limits.IndexDepth} indexes in one another");
        }

        foreach (Descriptor candidate in PlatformSelection.Candidates(from.Index!, _wanted))
        {
            // What is no image may be in an index too.
            if (!MediaTypes.IsManifest(candidate.MediaType) && !MediaTypes.IsIndex(candidate.MediaType))
            {
                continue;
            }

            if (++_documents > MaxDocuments)
            {
                throw new ImageException(
                    ImageErrorKind.LimitExceeded,
                    $"{_name}: more than {MaxDocuments} manifests would have to be looked into");
            }

            RemoteManifest next = _stored.TryManifest(candidate)
                ?? await _remote.GetAsync(candidate, cancellation);
            if (await FindAsync(next, depth + 1, cancellation) is { } found)
            {
                if (next.Index is not null)
                {
                    Between.Add(next);
                }

                return found;
            }
        }

        return null;
    }

    private async Task<ChosenImage> ReadAsync(RemoteManifest manifest, CancellationToken cancellation)
    {
        Descriptor config = manifest.Manifest!.Config;
        if (!MediaTypes.IsConfig(config.MediaType))
        {
            throw new ImageException(
                ImageErrorKind.Unsupported,
                $"{_name}: is no image, but an artifact whose configuration is {config.MediaType}");
        }

        byte[] bytes = _stored.TryConfig(config) ?? await _remote.GetConfigAsync(config, cancellation);
        try
        {
            return new ChosenImage(manifest, bytes, ImageConfig.Parse(bytes));
        }
        catch (OciException e)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, $"{_name}: {e.Message}", e);
        }
    }
}
