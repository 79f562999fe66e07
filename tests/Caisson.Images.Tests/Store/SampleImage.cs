using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Store;

/// <summary>Small images, whose layers are what a number makes of them.</summary>
internal static class SampleImage
{
    /// <summary>Adds an image with layers of its own, blobs and unpacked ones.</summary>
    /// <returns>Its manifest.</returns>
    internal static Descriptor Add(ImageStore store, Lease lease, string content, int layers = 2, Platform? platform = null)
    {
        List<Descriptor> blobs = [];
        List<Digest> diffIds = [];
        for (int i = 0; i < layers; i++)
        {
            byte[] blob = System.Text.Encoding.UTF8.GetBytes($"{content} blob {i}");
            Digest diffId = Digest.Compute(System.Text.Encoding.UTF8.GetBytes($"{content} tar {i}"));
            blobs.Add(new Descriptor { MediaType = MediaTypes.OciLayerTar, Digest = store.Content.Add(lease, blob), Size = blob.Length });
            AddLayer(store, lease, diffId);
            diffIds.Add(diffId);
        }

        platform ??= Platform.Host;
        byte[] config = new ImageConfig
        {
            Created = "2024-01-01T00:00:00Z",
            Author = content,
            Os = platform.Os,
            Architecture = platform.Architecture,
            Variant = platform.Variant,
            RootFs = new RootFs { DiffIds = diffIds },
        }.ToJson();
        byte[] manifest = new ImageManifest
        {
            MediaType = MediaTypes.OciManifest,
            Config = new Descriptor
            {
                MediaType = MediaTypes.OciConfig,
                Digest = store.Content.Add(lease, config),
                Size = config.Length,
            },
            Layers = blobs,
        }.ToJson();
        return new Descriptor
        {
            MediaType = MediaTypes.OciManifest,
            Digest = store.Content.Add(lease, manifest),
            Size = manifest.Length,
        };
    }

    /// <summary>Adds an index.</summary>
    internal static Descriptor AddIndex(ImageStore store, Lease lease, params Descriptor[] entries)
    {
        byte[] index = new ImageIndex { MediaType = MediaTypes.OciIndex, Manifests = entries }.ToJson();
        return new Descriptor { MediaType = MediaTypes.OciIndex, Digest = store.Content.Add(lease, index), Size = index.Length };
    }

    internal static void AddLayer(ImageStore store, Lease lease, Digest diffId)
    {
        using LayerDraft draft = store.Layers.Begin(lease);
        Directory.CreateDirectory(Path.Combine(draft.Folder, "etc"));
        File.WriteAllText(Path.Combine(draft.Folder, "etc/name"), diffId.ToString());
        draft.Commit(diffId, new LayerRecord(1024, diffId.ToString().Length, 2));
    }
}
