using System.Text.Json.Serialization;

namespace Caisson.Api.Registries;

/// <summary>What a registry has under a name.</summary>
internal sealed class DistributionAnswer
{
    /// <summary>The manifest or index.</summary>
    public required ContentDescriptor Descriptor { get; init; }

    /// <summary>What it runs on.</summary>
    public required IReadOnlyList<PlatformAnswer> Platforms { get; init; }
}

/// <summary>Where content is and what it is; OCI image-spec, descriptor.md.</summary>
internal sealed class ContentDescriptor
{
    /// <summary>The media type.</summary>
    [JsonPropertyName("mediaType")]
    public required string MediaType { get; init; }

    /// <summary>The digest.</summary>
    [JsonPropertyName("digest")]
    public required string Digest { get; init; }

    /// <summary>The size in bytes.</summary>
    [JsonPropertyName("size")]
    public required long Size { get; init; }

    /// <summary>Of an OCI manifest.</summary>
    internal static ContentDescriptor Of(Oci.ImageSpec.Descriptor descriptor) => new()
    {
        MediaType = descriptor.MediaType,
        Digest = descriptor.Digest.ToString(),
        Size = descriptor.Size,
    };
}

/// <summary>A platform; OCI image-spec, image-index.md.</summary>
internal sealed class PlatformAnswer
{
    /// <summary>The processor.</summary>
    [JsonPropertyName("architecture")]
    public required string Architecture { get; init; }

    /// <summary>The operating system.</summary>
    [JsonPropertyName("os")]
    public required string Os { get; init; }

    /// <summary>Which of the processors of that name.</summary>
    [JsonPropertyName("variant")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Variant { get; init; }
}
