using System.Buffers.Binary;
using System.Text;

namespace Caisson.Vmm.Acpi;

/// <summary>
/// Writes AML, the language of definition blocks: ACPI 6.3, chapter 20. A package (a scope, device, method, buffer …) is
/// written by a method that takes what is inside; its length stands before it.
/// </summary>
internal sealed class AmlWriter
{
    // ACPI 6.3, table 20-440: the first byte or two of each term.
    private const byte ZeroOp = 0x00;
    private const byte OneOp = 0x01;
    private const byte NameOp = 0x08;
    private const byte BytePrefix = 0x0A;
    private const byte WordPrefix = 0x0B;
    private const byte DWordPrefix = 0x0C;
    private const byte StringPrefix = 0x0D;
    private const byte ScopeOp = 0x10;
    private const byte BufferOp = 0x11;
    private const byte PackageOp = 0x12;
    private const byte MethodOp = 0x14;
    private const byte DualNamePrefix = 0x2E;
    private const byte ExtOpPrefix = 0x5B;
    private const byte RootChar = 0x5C;
    private const byte NotifyOp = 0x86;
    private const byte DeviceOp = 0x82;

    private const int SegmentCharacters = 4;

    // A package's length, which counts its own bytes: 6 bits in one byte, or 4 bits and 8 in each of up to three more.
    private const int OneByteLength = 0x3F;
    private const int MostLengthBytes = 4;

    private readonly List<byte> _bytes = [];

    /// <summary>What has been written.</summary>
    internal byte[] ToArray() => [.. _bytes];

    /// <summary>What a scope has in it: DefScope.</summary>
    internal void Scope(string name, Action<AmlWriter> body) => Package([ScopeOp], w => w.NameString(name), body);

    /// <summary>A device: DefDevice.</summary>
    internal void Device(string name, Action<AmlWriter> body) => Package([ExtOpPrefix, DeviceOp], w => w.NameString(name), body);

    /// <summary>A method, of up to seven arguments, that one caller at a time is in: DefMethod.</summary>
    internal void SerializedMethod(string name, int arguments, Action<AmlWriter> body)
    {
        const int Serialized = 1 << 3;
        Package(
            [MethodOp],
            w =>
            {
                w.NameString(name);
                w._bytes.Add((byte)(arguments | Serialized));
            },
            body);
    }

    /// <summary>An object with a name, of which the value is written next: DefName.</summary>
    internal void Name(string name)
    {
        _bytes.Add(NameOp);
        NameString(name);
    }

    /// <summary>A named number.</summary>
    internal void Name(string name, uint value)
    {
        Name(name);
        Integer(value);
    }

    /// <summary>A named string of ASCII characters.</summary>
    internal void Name(string name, string value)
    {
        Name(name);
        _bytes.Add(StringPrefix);
        _bytes.AddRange(Encoding.ASCII.GetBytes(value));
        _bytes.Add(0);
    }

    /// <summary>A named package of numbers: DefPackage.</summary>
    internal void NamePackage(string name, params ReadOnlySpan<uint> values)
    {
        Name(name);
        var elements = new AmlWriter();
        elements._bytes.Add((byte)values.Length);
        foreach (uint value in values)
        {
            elements.Integer(value);
        }

        _bytes.Add(PackageOp);
        WithLength(elements);
    }

    /// <summary>What a device uses, as a buffer of descriptors: DefBuffer.</summary>
    internal void Resources(Action<ResourceTemplate> body)
    {
        var template = new ResourceTemplate();
        body(template);
        byte[] descriptors = template.ToArray();
        Name("_CRS");
        _bytes.Add(BufferOp);
        var buffer = new AmlWriter();
        buffer.Integer((uint)descriptors.Length);
        buffer._bytes.AddRange(descriptors);
        WithLength(buffer);
    }

    /// <summary>Tells the driver of a device something: DefNotify.</summary>
    internal void Notify(string device, uint value)
    {
        _bytes.Add(NotifyOp);
        NameString(device);
        Integer(value);
    }

    /// <summary>A number: ComputationalData.</summary>
    internal void Integer(uint value)
    {
        Span<byte> bytes = stackalloc byte[1 + sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[1..], value);
        switch (value)
        {
            case 0:
                _bytes.Add(ZeroOp);
                break;
            case 1:
                _bytes.Add(OneOp);
                break;
            case <= byte.MaxValue:
                bytes[0] = BytePrefix;
                _bytes.AddRange(bytes[..2]);
                break;
            case <= ushort.MaxValue:
                bytes[0] = WordPrefix;
                _bytes.AddRange(bytes[..3]);
                break;
            default:
                bytes[0] = DWordPrefix;
                _bytes.AddRange(bytes);
                break;
        }
    }

    /// <summary>
    /// A name of one segment or two, from the root or from here: NameString. Segments are four characters, filled up with '_'.
    /// </summary>
    internal void NameString(string name)
    {
        string path = name;
        if (path.StartsWith((char)RootChar))
        {
            _bytes.Add(RootChar);
            path = path[1..];
        }

        string[] segments = path.Split('.');
        if (segments.Length > 2 || Array.Exists(segments, s => s.Length is 0 or > SegmentCharacters))
        {
            throw new ArgumentException($"'{name}' is no name of one or two segments of up to four characters", nameof(name));
        }

        if (segments.Length == 2)
        {
            _bytes.Add(DualNamePrefix);
        }

        foreach (string segment in segments)
        {
            _bytes.AddRange(Encoding.ASCII.GetBytes(segment.PadRight(SegmentCharacters, '_')));
        }
    }

    private void Package(ReadOnlySpan<byte> operation, Action<AmlWriter> head, Action<AmlWriter> body)
    {
        var inside = new AmlWriter();
        head(inside);
        body(inside);
        _bytes.AddRange(operation);
        WithLength(inside);
    }

    private void WithLength(AmlWriter inside)
    {
        int length = inside._bytes.Count;
        if (length + 1 <= OneByteLength)
        {
            _bytes.Add((byte)(length + 1));
        }
        else
        {
            // The fewest bytes that hold the length with themselves.
            int more = 1;
            while (more < MostLengthBytes - 1 && length + 1 + more >= 1 << (4 + (8 * more)))
            {
                more++;
            }

            int total = length + 1 + more;
            _bytes.Add((byte)((more << 6) | (total & 0xF)));
            for (int i = 0; i < more; i++)
            {
                _bytes.Add((byte)((total >> (4 + (8 * i))) & 0xFF));
            }
        }

        _bytes.AddRange(inside._bytes);
    }
}
