using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives;

/// <summary>Writes an image whose layers are in the store.</summary>
internal static class NewImageWriter
{
    /// <summary>Writes it.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="lease">What keeps its layers, and keeps it until it has its name.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="layers">Its layers, the lowest first.</param>
    /// <param name="name">Its name; null for none.</param>
    internal static NewImage Write(
        ImageStore store, Lease lease, ImageConfig config, IReadOnlyList<Descriptor> layers, ImageReference? name)
    {
        if (layers.Count > store.Limits.Layers)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded,
                $"an image of {layers.Count} layers; the most that is accepted is {store.Limits.Layers}");
        }

        byte[] configBytes = config.ToJson();
        Digest id = store.Content.Add(lease, configBytes);
        byte[] manifestBytes = new ImageManifest
        {
            MediaType = MediaTypes.OciManifest,
            Config = new Descriptor { MediaType = MediaTypes.OciConfig, Digest = id, Size = configBytes.Length },
            Layers = [.. layers.Select(ToOci)],
        }.ToJson();
        Descriptor manifest = new()
        {
            MediaType = MediaTypes.OciManifest,
            Digest = store.Content.Add(lease, manifestBytes),
            Size = manifestBytes.Length,
        };
        if (name is null)
        {
            store.References.AddNameless(manifest);
        }
        else
        {
            store.References.Set(name, manifest);
        }

        return new NewImage(id, manifest);
    }

    // A manifest's kind and its layers' go together.
    private static Descriptor ToOci(Descriptor layer) => layer with
    {
        MediaType = layer.MediaType switch
        {
            MediaTypes.DockerLayerTar => MediaTypes.OciLayerTar,
            MediaTypes.DockerLayerTarGzip => MediaTypes.OciLayerTarGzip,
            MediaTypes.DockerLayerTarZstd => MediaTypes.OciLayerTarZstd,
            _ => layer.MediaType,
        },
    };
}
