using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>Block I/O; config-linux.md §Block IO.</summary>
public sealed record BlockIOResources : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public BlockIOResources()
    {
    }

    internal BlockIOResources(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "weight": Weight = json.ReadUInt16(); break;
                case "leafWeight": LeafWeight = json.ReadUInt16(); break;
                case "weightDevice":
                    WeightDevice = json.ReadArray(static (ref json) => new BlockIOWeightDevice(ref json));
                    break;
                case "throttleReadBpsDevice":
                    ThrottleReadBpsDevice = json.ReadArray(static (ref json) => new BlockIOThrottleDevice(ref json));
                    break;
                case "throttleWriteBpsDevice":
                    ThrottleWriteBpsDevice = json.ReadArray(static (ref json) => new BlockIOThrottleDevice(ref json));
                    break;
                case "throttleReadIOPSDevice":
                    ThrottleReadIOPSDevice = json.ReadArray(static (ref json) => new BlockIOThrottleDevice(ref json));
                    break;
                case "throttleWriteIOPSDevice":
                    ThrottleWriteIOPSDevice = json.ReadArray(static (ref json) => new BlockIOThrottleDevice(ref json));
                    break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>The weight, 10 to 1000.</summary>
    public ushort? Weight { get; init; }

    /// <summary>The weight against children, 10 to 1000; CFQ only.</summary>
    public ushort? LeafWeight { get; init; }

    /// <summary>Weights by device.</summary>
    public BlockIOWeightDevice[]? WeightDevice { get; init; }

    /// <summary>Bytes read in a second, by device.</summary>
    public BlockIOThrottleDevice[]? ThrottleReadBpsDevice { get; init; }

    /// <summary>Bytes written in a second, by device.</summary>
    public BlockIOThrottleDevice[]? ThrottleWriteBpsDevice { get; init; }

    /// <summary>Reads in a second, by device.</summary>
    public BlockIOThrottleDevice[]? ThrottleReadIOPSDevice { get; init; }

    /// <summary>Writes in a second, by device.</summary>
    public BlockIOThrottleDevice[]? ThrottleWriteIOPSDevice { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Number("weight", Weight);
        json.Number("leafWeight", LeafWeight);
        json.Objects("weightDevice", WeightDevice);
        json.Objects("throttleReadBpsDevice", ThrottleReadBpsDevice);
        json.Objects("throttleWriteBpsDevice", ThrottleWriteBpsDevice);
        json.Objects("throttleReadIOPSDevice", ThrottleReadIOPSDevice);
        json.Objects("throttleWriteIOPSDevice", ThrottleWriteIOPSDevice);
    }
}

/// <summary>A device's weight; config-linux.md §Block IO.</summary>
public sealed record BlockIOWeightDevice : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public BlockIOWeightDevice()
    {
    }

    internal BlockIOWeightDevice(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "major": Major = json.ReadInt64(); break;
                case "minor": Minor = json.ReadInt64(); break;
                case "weight": Weight = json.ReadUInt16(); break;
                case "leafWeight": LeafWeight = json.ReadUInt16(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>The major number.</summary>
    public long Major { get; init; }

    /// <summary>The minor number.</summary>
    public long Minor { get; init; }

    /// <summary>The weight, 10 to 1000.</summary>
    public ushort? Weight { get; init; }

    /// <summary>The weight against children, 10 to 1000; CFQ only.</summary>
    public ushort? LeafWeight { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Number("major", Major);
        json.Number("minor", Minor);
        json.Number("weight", Weight);
        json.Number("leafWeight", LeafWeight);
    }
}

/// <summary>A limit on a device's traffic; config-linux.md §Block IO.</summary>
public sealed record BlockIOThrottleDevice : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public BlockIOThrottleDevice()
    {
    }

    internal BlockIOThrottleDevice(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "major": Major = json.ReadInt64(); break;
                case "minor": Minor = json.ReadInt64(); break;
                case "rate": Rate = json.ReadUInt64(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>The major number.</summary>
    public long Major { get; init; }

    /// <summary>The minor number.</summary>
    public long Minor { get; init; }

    /// <summary>Bytes or operations in a second.</summary>
    public ulong Rate { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Number("major", Major);
        json.Number("minor", Minor);
        json.Number("rate", Rate);
    }
}
