namespace Caisson.Api.Images;

/// <summary>A step of how an image came about; Docker Engine API, HistoryResponseItem.</summary>
internal sealed class HistoryItem
{
    /// <summary>What somebody has said of it.</summary>
    public required string Comment { get; init; }

    /// <summary>When, in seconds since 1970.</summary>
    public required long Created { get; init; }

    /// <summary>The command.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The image's id for the last step; no other has one.</summary>
    public required string Id { get; init; }

    /// <summary>Bytes of its layer.</summary>
    public required long Size { get; init; }

    /// <summary>The image's names.</summary>
    public required IReadOnlyList<string>? Tags { get; init; }
}
