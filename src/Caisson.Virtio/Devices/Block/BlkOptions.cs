namespace Caisson.Virtio.Devices.Block;

/// <summary>How a disk is shown to the guest.</summary>
public sealed record BlkOptions
{
    /// <summary>Whether it can't be written.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The size of a block, in bytes: what the guest's file systems align to. A power of two, 512 at least.</summary>
    public uint BlockBytes { get; init; } = 512;

    /// <summary>By what the guest knows it, in ASCII: 20 characters at most. Linux shows it as <c>serial</c> in sysfs.</summary>
    public string Serial { get; init; } = "";

    /// <summary>What errors call it: its path.</summary>
    public string Name { get; init; } = "disk";
}
