using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry;

/// <summary>How an image is pushed.</summary>
public sealed record PushOptions
{
    /// <summary>What is pushed of an index that the store does not have in full.</summary>
    public Platform Platform { get; init; } = Platform.Host;

    /// <summary>Whether the repository is named first; not where another image of it was pushed just before.</summary>
    public bool NamesRepository { get; init; } = true;

    /// <summary>Who is told how it goes, on any thread. It must not take long.</summary>
    public IProgress<TransferEvent>? Progress { get; init; }
}
