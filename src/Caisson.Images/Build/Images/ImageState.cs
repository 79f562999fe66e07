using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build.Images;

/// <summary>An image after some steps: what a step starts from, and what it ends with.</summary>
internal sealed record ImageState
{
    /// <summary>The configuration.</summary>
    internal required ImageConfig Config { get; init; }

    /// <summary>The layers, the lowest first.</summary>
    internal IReadOnlyList<BuiltLayer> Layers { get; init; } = [];

    /// <summary>The digest of the configuration as it is written; null for <c>scratch</c>, which has none yet.</summary>
    internal Digest? Id { get; init; }

    /// <summary>The image that this still is, as long as no step has made another of it.</summary>
    internal StoredImage? Unchanged { get; init; }

    /// <summary>The id as text; empty for <c>scratch</c>.</summary>
    internal string IdText => Id?.ToString() ?? "";

    /// <summary>No image at all.</summary>
    internal static ImageState Scratch(Platform platform) => new()
    {
        Config = new ImageConfig { Architecture = platform.Architecture, Os = platform.Os, Variant = platform.Variant, RootFs = new RootFs() },
    };

    /// <summary>The image after one more step.</summary>
    /// <param name="defaults">What its containers do.</param>
    /// <param name="history">The step.</param>
    /// <param name="layer">The layer that it made, if any.</param>
    internal ImageState Next(ContainerDefaults defaults, HistoryEntry history, BuiltLayer? layer)
    {
        ImageConfig config = Config with
        {
            Created = history.Created,
            Author = history.Author ?? Config.Author,
            Config = defaults,
            History = [.. Config.History ?? [], history with { EmptyLayer = layer is null }],
            RootFs = layer is null ? Config.RootFs : new RootFs { DiffIds = [.. Config.RootFs.DiffIds, layer.DiffId] },
        };
        return new ImageState
        {
            Config = config,
            Layers = layer is null ? Layers : [.. Layers, layer],
            Id = Digest.Compute(config.ToJson()),
        };
    }
}
