using Caisson.Api.Registries;
using Caisson.Api.Routing;
using Caisson.Engine;
using Caisson.Engine.Images;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Api.Images;

/// <summary>Images as the API describes them.</summary>
/// <param name="host">The engine.</param>
/// <param name="version">The version that the client speaks.</param>
internal sealed class ImageAnswers(EngineHost host, ApiVersion version)
{
    // Until then clients wanted to see something where there is no name.
    private const int EmptyNamesVersion = 43;
    private const int NoVirtualSizeVersion = 44;
    private const string NoTag = "<none>:<none>";
    private const string NoDigest = "<none>@<none>";

    /// <summary>An image in a list.</summary>
    /// <param name="image">The image.</param>
    /// <param name="isWanted">Which of its names.</param>
    /// <param name="shared">How often each layer is used, where that is asked for.</param>
    /// <param name="containers">How many containers use it; -1 where nobody asks.</param>
    internal ImageSummary Summary(
        StoredImage image, Func<ImageReference, bool> isWanted, IReadOnlyDictionary<Digest, int>? shared = null, long containers = -1)
    {
        IReadOnlyList<long> sizes = ImageSizes.OfLayers(host.Images, image);
        List<string> tags = Names(image, n => n.Tag is not null && isWanted(n));
        List<string> digests = Names(image, n => n.Tag is null && isWanted(n));
        if (tags.Count == 0 && digests.Count == 0 && !version.Has(EmptyNamesVersion))
        {
            tags.Add(NoTag);
            digests.Add(NoDigest);
        }

        long size = sizes.Sum();
        return new ImageSummary
        {
            Containers = containers,
            Created = Seconds(image.Config.Created),
            Id = image.Id.ToString(),
            Labels = image.Config.Config?.Labels,
            RepoDigests = digests,
            RepoTags = tags,
            SharedSize = shared is null ? -1 : image.Config.RootFs.DiffIds.Zip(sizes).Where(l => shared[l.First] > 1).Sum(l => l.Second),
            Size = size,
            VirtualSize = version.Has(NoVirtualSizeVersion) ? null : size,
        };
    }

    /// <summary>All that is known of an image.</summary>
    internal ImageInspection Inspection(StoredImage image)
    {
        ImageConfig config = image.Config;
        long size = ImageSizes.Of(host.Images, image);
        string[] folders = [.. config.RootFs.DiffIds.Reverse().Select(d => host.Images.Layers.TryGet(d)?.Folder).OfType<string>()];
        return new ImageInspection
        {
            Id = image.Id.ToString(),
            RepoTags = Names(image, n => n.Tag is not null),
            RepoDigests = Names(image, n => n.Tag is null),
            Comment = config.History is [.., var last] ? last.Comment ?? "" : "",
            Created = config.Created,
            Author = config.Author ?? "",
            Config = ImageDefaults.Of(config.Config),
            Architecture = config.Architecture,
            Variant = config.Variant,
            Os = config.Os,
            OsVersion = config.OsVersion,
            Size = size,
            VirtualSize = version.Has(NoVirtualSizeVersion) ? null : size,
            GraphDriver = new GraphDriverAnswer
            {
                Name = "overlay2",
                Data = folders.Length == 0 ? null : new Dictionary<string, string> { ["LowerDir"] = string.Join(':', folders) },
            },
            RootFS = new RootFsAnswer { Layers = [.. config.RootFs.DiffIds.Select(d => d.ToString())] },
            Metadata = new ImageMetadata(),
            Descriptor = version.Has(48) ? ContentDescriptor.Of(image.Target) : null,
        };
    }

    /// <summary>How an image came about, the latest first.</summary>
    internal IReadOnlyList<HistoryItem> History(StoredImage image)
    {
        IReadOnlyList<HistoryEntry> history = image.Config.History ?? [];
        IReadOnlyList<long> sizes = ImageSizes.OfLayers(host.Images, image);
        int layer = history.Count(e => !e.EmptyLayer);
        List<HistoryItem> items = [];
        for (int i = history.Count - 1; i >= 0; i--)
        {
            bool isLast = i == history.Count - 1;
            layer -= history[i].EmptyLayer ? 0 : 1;
            items.Add(new HistoryItem
            {
                Comment = history[i].Comment ?? "",
                Created = Seconds(history[i].Created),
                CreatedBy = history[i].CreatedBy ?? "",
                Id = isLast ? image.Id.ToString() : "<missing>",
                Size = !history[i].EmptyLayer && layer < sizes.Count ? sizes[layer] : 0,
                Tags = isLast && Names(image, n => n.Tag is not null) is { Count: > 0 } names ? names : null,
            });
        }

        return items;
    }

    /// <summary>How many images have each layer.</summary>
    internal static Dictionary<Digest, int> CountLayers(IEnumerable<StoredImage> images)
    {
        Dictionary<Digest, int> counts = [];
        foreach (Digest layer in images.SelectMany(i => i.Config.RootFs.DiffIds.Distinct()))
        {
            counts[layer] = counts.GetValueOrDefault(layer) + 1;
        }

        return counts;
    }

    private static List<string> Names(StoredImage image, Func<ImageReference, bool> isWanted) =>
        [.. image.Names.Where(isWanted).Select(n => n.Familiar)];

    private static long Seconds(string? time) =>
        ImageTime.TryParse(time ?? "", out DateTimeOffset moment) ? moment.ToUnixTimeSeconds() : 0;
}
