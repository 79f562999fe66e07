namespace Caisson.Linux.Cgroups.Resources;

/// <summary>Block I/O. Weights are 10 to 1000; null or 0 means: leave as it is.</summary>
public sealed record CgroupBlockIo
{
    /// <summary>The weight against other cgroups.</summary>
    public ushort? Weight { get; init; }

    /// <summary>The weight against child cgroups; version 1 with CFQ only.</summary>
    public ushort? LeafWeight { get; init; }

    /// <summary>Weights by device.</summary>
    public IReadOnlyList<CgroupDeviceWeight>? WeightDevice { get; init; }

    /// <summary>Bytes read in a second.</summary>
    public IReadOnlyList<CgroupDeviceRate>? ThrottleReadBps { get; init; }

    /// <summary>Bytes written in a second.</summary>
    public IReadOnlyList<CgroupDeviceRate>? ThrottleWriteBps { get; init; }

    /// <summary>Reads in a second.</summary>
    public IReadOnlyList<CgroupDeviceRate>? ThrottleReadIops { get; init; }

    /// <summary>Writes in a second.</summary>
    public IReadOnlyList<CgroupDeviceRate>? ThrottleWriteIops { get; init; }

    /// <summary>Whether nothing is set.</summary>
    internal bool IsEmpty =>
        Weight is null or 0 && LeafWeight is null or 0 && WeightDevice is null or { Count: 0 }
        && ThrottleReadBps is null or { Count: 0 } && ThrottleWriteBps is null or { Count: 0 }
        && ThrottleReadIops is null or { Count: 0 } && ThrottleWriteIops is null or { Count: 0 };
}

/// <summary>A device's weight.</summary>
/// <param name="Major">The device's major number.</param>
/// <param name="Minor">The device's minor number.</param>
/// <param name="Weight">The weight against other cgroups.</param>
/// <param name="LeafWeight">The weight against child cgroups; version 1 with CFQ only.</param>
public readonly record struct CgroupDeviceWeight(long Major, long Minor, ushort? Weight, ushort? LeafWeight);

/// <summary>A limit on a device's traffic; 0 means no limit.</summary>
/// <param name="Major">The device's major number.</param>
/// <param name="Minor">The device's minor number.</param>
/// <param name="Rate">Bytes or operations in a second.</param>
public readonly record struct CgroupDeviceRate(long Major, long Minor, ulong Rate);
