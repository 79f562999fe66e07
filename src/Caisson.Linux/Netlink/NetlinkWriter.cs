using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Caisson.Linux.Uapi;
using Caisson.Linux.Uapi.Net;

namespace Caisson.Linux.Netlink;

/// <summary>
/// Lays out one netlink message: header, a fixed structure, attributes; netlink(7). Everything is in the machine's byte order and
/// begins at a multiple of 4.
/// </summary>
internal ref struct NetlinkWriter
{
    // A dump ends without an acknowledgement all the same; everything else is answered by one.
    private const NetlinkFlags Always = NetlinkFlags.NLM_F_REQUEST | NetlinkFlags.NLM_F_ACK;
    private const int AttributeHeaderBytes = 4;
    private readonly Span<byte> _buffer;
    private int _length = NlMsgHdr.SizeBytes;

    /// <summary>Begins a message.</summary>
    /// <param name="buffer">Holds the whole message.</param>
    /// <param name="type">The message's type.</param>
    /// <param name="flags">Its flags.</param>
    internal NetlinkWriter(Span<byte> buffer, RouteMessage type, NetlinkFlags flags)
    {
        _buffer = buffer;
        buffer[..NlMsgHdr.SizeBytes].Clear();
        var header = new NlMsgHdr { nlmsg_type = (ushort)type, nlmsg_flags = flags | Always };
        MemoryMarshal.Write(buffer, in header);
    }

    /// <summary>Adds the fixed structure behind a header.</summary>
    internal void Structure<T>(in T value)
        where T : unmanaged =>
        MemoryMarshal.Write(Take(Unsafe.SizeOf<T>()), in value);

    /// <summary>Adds an attribute of a hardware address.</summary>
    internal void Address(ushort type, MacAddress value) => value.CopyTo(Attribute(type, MacAddress.SizeBytes));

    /// <summary>Adds an attribute of an IPv4 or IPv6 address.</summary>
    internal void Address(ushort type, IPAddress value) =>
        value.TryWriteBytes(Attribute(type, NetworkAddress.Bits(value) / 8), out _);

    /// <summary>Adds an attribute of bytes as they are.</summary>
    internal void Bytes(ushort type, ReadOnlySpan<byte> value) => value.CopyTo(Attribute(type, value.Length));

    /// <summary>Adds an attribute of one byte.</summary>
    internal void Byte(ushort type, byte value) => Attribute(type, 1)[0] = value;

    /// <summary>Adds an attribute of 16 bits.</summary>
    internal void UInt16(ushort type, ushort value) => MemoryMarshal.Write(Attribute(type, sizeof(ushort)), in value);

    /// <summary>Adds an attribute of 32 bits.</summary>
    internal void UInt32(ushort type, uint value) => MemoryMarshal.Write(Attribute(type, sizeof(uint)), in value);

    /// <summary>Adds an attribute of 32 bits: a descriptor, an index.</summary>
    internal void Int32(ushort type, int value) => UInt32(type, (uint)value);

    /// <summary>Adds an attribute of text, with its final zero.</summary>
    internal void Text(ushort type, string value)
    {
        Span<byte> span = Attribute(type, Encoding.UTF8.GetByteCount(value) + 1);
        span[Encoding.UTF8.GetBytes(value, span)] = 0;
    }

    /// <summary>Begins an attribute that holds attributes.</summary>
    /// <returns>For <see cref="EndNest"/>.</returns>
    internal int BeginNest(ushort type)
    {
        int start = _length;
        Attribute((ushort)(type | NetlinkProtocol.NLA_F_NESTED), 0);
        return start;
    }

    /// <summary>Ends what <see cref="BeginNest"/> began.</summary>
    internal readonly void EndNest(int start)
    {
        ushort length = checked((ushort)(_length - start));
        MemoryMarshal.Write(_buffer[start..], in length);
    }

    /// <summary>Completes the header.</summary>
    /// <returns>The message.</returns>
    internal readonly Span<byte> Finish(uint sequence)
    {
        ref NlMsgHdr header = ref MemoryMarshal.AsRef<NlMsgHdr>(_buffer);
        header.nlmsg_len = (uint)_length;
        header.nlmsg_seq = sequence;
        return _buffer[.._length];
    }

    private Span<byte> Attribute(ushort type, int payloadBytes)
    {
        Span<byte> span = Take(AttributeHeaderBytes + payloadBytes);
        ushort length = checked((ushort)span.Length);
        MemoryMarshal.Write(span, in length);
        MemoryMarshal.Write(span[2..], in type);
        return span[AttributeHeaderBytes..];
    }

    private Span<byte> Take(int lengthBytes)
    {
        int padded = (lengthBytes + 3) & ~3;
        if (padded > _buffer.Length - _length)
        {
            throw new LinuxException(Errno.EMSGSIZE, $"netlink message of more than {_buffer.Length} bytes");
        }

        Span<byte> span = _buffer.Slice(_length, padded);
        span.Clear();
        _length += padded;
        return span[..lengthBytes];
    }
}
