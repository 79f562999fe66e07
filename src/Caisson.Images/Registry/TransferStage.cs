namespace Caisson.Images.Registry;

/// <summary>What a <see cref="TransferEvent"/> tells.</summary>
public enum TransferStage
{
    /// <summary>Something about the image as a whole, in words.</summary>
    Message,

    /// <summary>The layer is to be pulled.</summary>
    Queued,

    /// <summary>The layer waits for others.</summary>
    Waiting,

    /// <summary>The layer is in the store.</summary>
    Exists,

    /// <summary>Bytes of the layer have come.</summary>
    Downloading,

    /// <summary>The transfer has failed, and is tried again after a pause.</summary>
    Retrying,

    /// <summary>All of the layer is there; its digest is compared.</summary>
    Verifying,

    /// <summary>The layer has been downloaded.</summary>
    Downloaded,

    /// <summary>The layer is unpacked.</summary>
    Extracting,

    /// <summary>The layer is in the store, and ready to be used.</summary>
    Pulled,

    /// <summary>The layer is to be pushed.</summary>
    Preparing,

    /// <summary>Bytes of the layer have gone.</summary>
    Pushing,

    /// <summary>The registry has the layer already.</summary>
    RemoteExists,

    /// <summary>The registry has taken the layer from another of its repositories.</summary>
    Mounted,

    /// <summary>The layer is not the registry's to have.</summary>
    Skipped,

    /// <summary>The registry has the layer.</summary>
    Pushed,
}
