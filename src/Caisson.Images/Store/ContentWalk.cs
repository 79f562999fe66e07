using Caisson.Oci;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>Walks from manifests and indexes to everything that they refer to, as far as it is there. Each digest is
/// visited once, so that no document, however made, makes it long.</summary>
internal sealed class ContentWalk
{
    private readonly ContentStore _content;
    private readonly ImageLimits _limits;
    private readonly List<string> _problems;

    // Apart from what was reached: who names a manifest as a layer must not keep others from walking through it.
    private readonly HashSet<Digest> _walked = [];

    internal ContentWalk(ContentStore content, ImageLimits limits, List<string> problems)
    {
        _content = content;
        _limits = limits;
        _problems = problems;
    }

    /// <summary>Content that was reached.</summary>
    internal HashSet<Digest> Blobs { get; } = [];

    /// <summary>Layers, by the digest of their tar, that configurations that were reached name.</summary>
    internal HashSet<Digest> Layers { get; } = [];

    /// <summary>Walks from a manifest or index.</summary>
    internal void Visit(Digest start)
    {
        Stack<Digest> left = new([start]);
        while (left.TryPop(out Digest digest))
        {
            Blobs.Add(digest);
            if (_walked.Add(digest) && _content.Has(digest))
            {
                try
                {
                    VisitDocument(digest, left);
                }
                catch (OciException e)
                {
                    _problems.Add($"{digest}: {e.Message}");
                }
            }
        }
    }

    private void VisitDocument(Digest digest, Stack<Digest> left)
    {
        if (_content.TryReadSmall(digest, _limits.ManifestBytes) is not { } document)
        {
            _problems.Add($"{digest}: is damaged, or too large for a manifest");
            return;
        }

        if (MediaTypes.IsIndex(ManifestKinds.Detect(document)))
        {
            foreach (Descriptor entry in ImageIndex.Parse(document).Manifests)
            {
                Follow(entry, left);
            }

            return;
        }

        ImageManifest manifest = ImageManifest.Parse(document);
        foreach (Descriptor layer in manifest.Layers)
        {
            Blobs.Add(layer.Digest);
        }

        Blobs.Add(manifest.Config.Digest);
        if (MediaTypes.IsConfig(manifest.Config.MediaType)
            && _content.TryReadSmall(manifest.Config.Digest, _limits.ConfigBytes) is { } config)
        {
            Layers.UnionWith(ImageConfig.Parse(config).RootFs.DiffIds);
        }

        if (manifest.Subject is { } subject)
        {
            Blobs.Add(subject.Digest);
        }
    }

    private void Follow(Descriptor entry, Stack<Digest> left)
    {
        if (MediaTypes.IsIndex(entry.MediaType) || MediaTypes.IsManifest(entry.MediaType))
        {
            left.Push(entry.Digest);
        }
        else
        {
            Blobs.Add(entry.Digest);
        }
    }
}
