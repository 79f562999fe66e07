using System.Buffers.Binary;

namespace Caisson.Api.Streams;

/// <summary>Takes the heads of frames out of output, for clients that get it plain. Frames may come in pieces.</summary>
internal sealed class FrameStripper
{
    private const int HeadBytes = 8;
    private const int LengthOffset = 4;

    private readonly byte[] _head = new byte[HeadBytes];
    private int _headLength;
    private uint _left;

    /// <summary>Takes output.</summary>
    /// <param name="framed">With heads.</param>
    /// <param name="plain">Without; at least as long.</param>
    /// <returns>How many bytes are left.</returns>
    internal int Strip(ReadOnlySpan<byte> framed, Span<byte> plain)
    {
        int total = 0;
        while (!framed.IsEmpty)
        {
            if (_left == 0)
            {
                int taken = Math.Min(HeadBytes - _headLength, framed.Length);
                framed[..taken].CopyTo(_head.AsSpan(_headLength));
                framed = framed[taken..];
                _headLength += taken;
                if (_headLength == HeadBytes)
                {
                    _left = BinaryPrimitives.ReadUInt32BigEndian(_head.AsSpan(LengthOffset));
                    _headLength = 0;
                }

                continue;
            }

            int count = (int)Math.Min(_left, (uint)framed.Length);
            framed[..count].CopyTo(plain[total..]);
            framed = framed[count..];
            total += count;
            _left -= (uint)count;
        }

        return total;
    }
}
