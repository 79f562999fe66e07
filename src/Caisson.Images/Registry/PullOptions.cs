using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry;

/// <summary>How an image is pulled.</summary>
public sealed record PullOptions
{
    /// <summary>What the image must run on. Null for this host, where an image that comes for one platform alone is taken
    /// whatever that is, as Docker does.</summary>
    public Platform? Platform { get; init; }

    /// <summary>Whether layers are unpacked as they come.</summary>
    public bool Unpack { get; init; } = true;

    /// <summary>Whether layers that the registry does not have are fetched from the URLs that the image gives, over
    /// HTTPS.</summary>
    public bool AllowForeignLayers { get; init; }

    /// <summary>Whether others of the same repository are pulled with it: what came of them is said once, by whoever does.</summary>
    internal bool IsOneOfMany { get; init; }

    /// <summary>Who is told how it goes, on any thread. It must not take long.</summary>
    public IProgress<TransferEvent>? Progress { get; init; }
}
