using Caisson.Images.Store;
using Caisson.Oci;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry.Push;

/// <summary>What a registry must have to have an image: blobs, then manifests, each after those that it names.</summary>
internal sealed class PushPlan
{
    private readonly ImageStore _store;
    private readonly Dictionary<Digest, PushedBlob> _blobs = [];
    private readonly List<PushedManifest> _manifests = [];
    private readonly HashSet<Digest> _walked = [];

    private PushPlan(ImageStore store, Descriptor target)
    {
        _store = store;
        Target = target;
    }

    /// <summary>What the tag will refer to.</summary>
    internal Descriptor Target { get; }

    /// <summary>All blobs, each once.</summary>
    internal IReadOnlyCollection<PushedBlob> Blobs => _blobs.Values;

    /// <summary>All manifests; the target's is the last.</summary>
    internal IReadOnlyList<PushedManifest> Manifests => _manifests;

    /// <summary>Whether an index was wanted, and only an image of it is there.</summary>
    internal bool IsPartial { get; private init; }

    /// <summary>Finds out what is to be pushed.</summary>
    /// <param name="store">Where the image is; the caller has a lease on it.</param>
    /// <param name="target">Its manifest or index.</param>
    /// <param name="platform">Which image is pushed of an index that is not there in full.</param>
    /// <exception cref="ImageException">It is not there in full.</exception>
    internal static PushPlan Make(ImageStore store, Descriptor target, Platform platform)
    {
        try
        {
            PushPlan plan = new(store, target);
            if (plan.TryAdd(target, 0))
            {
                return plan;
            }

            if (MediaTypes.IsIndex(target.MediaType) && store.Images.TryResolve(target, platform) is { } image)
            {
                PushPlan part = new(store, image.ManifestDescriptor) { IsPartial = true };
                if (part.TryAdd(image.ManifestDescriptor, 0))
                {
                    return part;
                }
            }
        }
        catch (OciException e)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, $"image {target.Digest}: {e.Message}", e);
        }

        throw new ImageException(
            ImageErrorKind.NotFound,
            $"image {target.Digest}: part of its content is not in the store: pull, load or build it again");
    }

    // False where something is not there.
    private bool TryAdd(Descriptor document, int depth)
    {
        if (!_walked.Add(document.Digest))
        {
            return true;
        }

        if (depth > _store.Limits.IndexDepth
            || !_store.Content.Has(document)
            || _store.Content.TryReadSmall(document.Digest, _store.Limits.ManifestBytes) is not { } content)
        {
            return false;
        }

        bool isWhole = MediaTypes.IsIndex(document.MediaType)
            ? ImageIndex.Parse(content, document.MediaType).Manifests.All(entry => TryAdd(entry, depth + 1))
            : TryAddImage(ImageManifest.Parse(content, document.MediaType));
        _manifests.Add(new PushedManifest(document, content));
        return isWhole;
    }

    private bool TryAddImage(ImageManifest manifest)
    {
        if (!_store.Content.Has(manifest.Config))
        {
            return false;
        }

        IReadOnlyList<Digest> diffIds = MediaTypes.IsConfig(manifest.Config.MediaType)
            && _store.Content.TryReadSmall(manifest.Config.Digest, _store.Limits.ConfigBytes) is { } config
                ? ImageConfig.Parse(config).RootFs.DiffIds
                : [];
        for (int i = 0; i < manifest.Layers.Count; i++)
        {
            Descriptor layer = manifest.Layers[i];
            if (!_store.Content.Has(layer) && !MediaTypes.IsForeignLayer(layer.MediaType))
            {
                return false;
            }

            Digest shown = diffIds.Count == manifest.Layers.Count ? diffIds[i] : layer.Digest;
            _blobs.TryAdd(layer.Digest, new PushedBlob(layer, shown.Hex[..12]));
        }

        _blobs.TryAdd(manifest.Config.Digest, new PushedBlob(manifest.Config, null));
        return true;
    }
}
