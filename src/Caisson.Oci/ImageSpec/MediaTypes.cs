namespace Caisson.Oci.ImageSpec;

/// <summary>What kinds of content call themselves; image-spec, media-types.md, and Docker's schema 2.</summary>
public static class MediaTypes
{
    /// <summary>An OCI manifest.</summary>
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>An OCI index.</summary>
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";

    /// <summary>An OCI image configuration.</summary>
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";

    /// <summary>A layer as tar.</summary>
    public const string OciLayerTar = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>A layer as tar, compressed with gzip.</summary>
    public const string OciLayerTarGzip = "application/vnd.oci.image.layer.v1.tar+gzip";

    /// <summary>A layer as tar, compressed with zstd.</summary>
    public const string OciLayerTarZstd = "application/vnd.oci.image.layer.v1.tar+zstd";

    /// <summary>What the names of layers that must not be distributed begin with.</summary>
    public const string OciForeignLayerPrefix = "application/vnd.oci.image.layer.nondistributable.v1.tar";

    /// <summary>The empty configuration, <c>{}</c>, of a manifest that is no image's.</summary>
    public const string OciEmpty = "application/vnd.oci.empty.v1+json";

    /// <summary>Docker's manifest, schema 2.</summary>
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    /// <summary>Docker's manifest list.</summary>
    public const string DockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>Docker's image configuration.</summary>
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";

    /// <summary>Docker's layer as tar.</summary>
    public const string DockerLayerTar = "application/vnd.docker.image.rootfs.diff.tar";

    /// <summary>Docker's layer as tar, compressed with gzip.</summary>
    public const string DockerLayerTarGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    /// <summary>Docker's layer as tar, compressed with zstd.</summary>
    public const string DockerLayerTarZstd = "application/vnd.docker.image.rootfs.diff.tar.zstd";

    /// <summary>Docker's layer that is not in the registry, but at a URL.</summary>
    public const string DockerForeignLayer = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";

    /// <summary>Whether it is a manifest of one platform, OCI's or Docker's.</summary>
    public static bool IsManifest(string mediaType) => mediaType is OciManifest or DockerManifest;

    /// <summary>Whether it is an index or a manifest list.</summary>
    public static bool IsIndex(string mediaType) => mediaType is OciIndex or DockerManifestList;

    /// <summary>Whether it is an image's configuration, and not an artifact's.</summary>
    public static bool IsConfig(string mediaType) => mediaType is OciConfig or DockerConfig;

    /// <summary>Whether it is a layer that can be unpacked, whatever its compression.</summary>
    public static bool IsLayer(string mediaType) => IsForeignLayer(mediaType) || mediaType is
        OciLayerTar or OciLayerTarGzip or OciLayerTarZstd or DockerLayerTar or DockerLayerTarGzip or DockerLayerTarZstd;

    /// <summary>Whether it is a layer that its owner does not allow to be pushed.</summary>
    public static bool IsForeignLayer(string mediaType) => mediaType == DockerForeignLayer
        || (mediaType.StartsWith(OciForeignLayerPrefix, StringComparison.Ordinal)
            && mediaType[OciForeignLayerPrefix.Length..] is "" or "+gzip" or "+zstd");
}
