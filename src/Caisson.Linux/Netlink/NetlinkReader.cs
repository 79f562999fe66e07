using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Caisson.Linux.Uapi.Net;

namespace Caisson.Linux.Netlink;

/// <summary>
/// Takes a datagram apart into messages. No length in it is believed: what does not fit ends the sequence and is reported as
/// <see cref="Malformed"/>.
/// </summary>
internal ref struct NetlinkMessages(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;

    /// <summary>Whether the sequence ended before the bytes did.</summary>
    internal bool Malformed { get; private set; }

    /// <summary>The message's header.</summary>
    internal NlMsgHdr Header { get; private set; }

    /// <summary>What follows the header.</summary>
    internal ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>Goes on to the next message; false at the end.</summary>
    internal bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        if (!MemoryMarshal.TryRead(_rest, out NlMsgHdr header)
            || header.nlmsg_len < NlMsgHdr.SizeBytes
            || header.nlmsg_len > (uint)_rest.Length)
        {
            Malformed = true;
            return false;
        }

        int length = (int)header.nlmsg_len;
        Header = header;
        Body = _rest[NlMsgHdr.SizeBytes..length];
        _rest = _rest[NetlinkAttributes.Aligned(length, _rest.Length)..];
        return true;
    }
}

/// <summary>Takes bytes apart into attributes, as <see cref="NetlinkMessages"/> does it with messages.</summary>
internal ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    private const int HeaderBytes = 4;
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether the sequence ended before the bytes did.</summary>
    internal bool Malformed { get; private set; }

    /// <summary>The attribute's type, without the flags in it.</summary>
    internal ushort Type { get; private set; }

    /// <summary>The attribute's value.</summary>
    internal ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The attributes behind the fixed structure of a message.</summary>
    /// <returns>False if there is less than the structure.</returns>
    internal static bool TryRead<T>(ReadOnlySpan<byte> body, out T structure, out NetlinkAttributes attributes)
        where T : unmanaged
    {
        if (!MemoryMarshal.TryRead(body, out structure))
        {
            attributes = default;
            return false;
        }

        int length = Unsafe.SizeOf<T>();
        attributes = new NetlinkAttributes(body[Aligned(length, body.Length)..]);
        return true;
    }

    /// <summary>Goes on to the next attribute; false at the end.</summary>
    internal bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        if (!MemoryMarshal.TryRead(_rest, out ushort length) || length < HeaderBytes || length > _rest.Length)
        {
            Malformed = true;
            return false;
        }

        Type = (ushort)(MemoryMarshal.Read<ushort>(_rest[2..]) & NetlinkProtocol.NLA_TYPE_MASK);
        Value = _rest[HeaderBytes..length];
        _rest = _rest[Aligned(length, _rest.Length)..];
        return true;
    }

    /// <summary>The value as a number of exactly its size; otherwise the attributes are malformed.</summary>
    internal T Number<T>()
        where T : unmanaged
    {
        if (Value.Length == Unsafe.SizeOf<T>())
        {
            return MemoryMarshal.Read<T>(Value);
        }

        Malformed = true;
        return default;
    }

    /// <summary>The value as text, up to its final zero if it has one.</summary>
    internal readonly string Text()
    {
        int end = Value.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? Value : Value[..end]);
    }

    /// <summary>The offset behind something and its padding to 4 bytes; the last one may end without.</summary>
    internal static int Aligned(int length, int available) => (int)Math.Min(((uint)length + 3) & ~3u, (uint)available);
}
