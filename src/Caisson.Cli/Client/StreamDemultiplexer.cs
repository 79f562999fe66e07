using System.Buffers;
using System.Buffers.Binary;

namespace Caisson.Cli.Client;

/// <summary>Takes apart what a container without a terminal writes: frames with a head of eight bytes, the first of which says
/// which stream it is and the last four how long (API, ContainerAttach).</summary>
internal static class StreamDemultiplexer
{
    private const int HeadBytes = 8;
    private const int LengthOffset = 4;
    private const int BufferBytes = 32 << 10;

    /// <summary>Which stream a frame belongs to.</summary>
    private enum Kind : byte
    {
        Input = 0,
        Output = 1,
        Error = 2,
        SystemError = 3,
    }

    /// <summary>Copies frames until there are no more.</summary>
    /// <param name="source">Where they come from.</param>
    /// <param name="output">Takes standard output.</param>
    /// <param name="error">Takes standard error.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="EngineException">What comes are no frames, or the engine reports an error.</exception>
    internal static async Task CopyAsync(
        Stream source, Action<ReadOnlyMemory<byte>> output, Action<ReadOnlyMemory<byte>> error, CancellationToken cancellation)
    {
        byte[] head = new byte[HeadBytes];
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await source.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, cancellation).ConfigureAwait(false) == HeadBytes)
            {
                Kind kind = (Kind)head[0];
                long left = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(LengthOffset));
                using MemoryStream fault = new();
                while (left > 0)
                {
                    int count = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellation).ConfigureAwait(false);
                    if (count == 0)
                    {
                        return;
                    }

                    Pass(kind, buffer.AsMemory(0, count), output, error, fault);
                    left -= count;
                }

                if (fault.Length > 0)
                {
                    throw new EngineException($"error from daemon in stream: {System.Text.Encoding.UTF8.GetString(fault.ToArray())}");
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Pass(
        Kind kind, ReadOnlyMemory<byte> data, Action<ReadOnlyMemory<byte>> output, Action<ReadOnlyMemory<byte>> error, MemoryStream fault)
    {
        switch (kind)
        {
            case Kind.Input or Kind.Output:
                output(data);
                break;
            case Kind.Error:
                error(data);
                break;
            case Kind.SystemError:
                const int MaxFaultBytes = 64 << 10;
                fault.Write(data.Span[..(int)Math.Min(data.Length, MaxFaultBytes - Math.Min(fault.Length, MaxFaultBytes))]);
                break;
            default:
                throw new EngineException($"Unrecognized input header: {(byte)kind}");
        }
    }
}
