using System.Runtime.CompilerServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Sockets;

/// <summary>Lays out and takes apart the control data of messages that carry descriptors; cmsg(3), SCM_RIGHTS in unix(7).</summary>
internal static unsafe class ControlMessages
{
    private const int HeaderBytes = 16;

    /// <summary>How much control data a number of descriptors take: without the padding, in which the kernel would put one more.</summary>
    internal static int SizeBytes(int descriptors) => descriptors == 0 ? 0 : HeaderBytes + (descriptors * sizeof(int));

    /// <summary>Writes one message of descriptors.</summary>
    /// <param name="descriptors">The descriptors.</param>
    /// <param name="control"><see cref="SizeBytes"/> long, aligned to 8.</param>
    internal static void Write(ReadOnlySpan<FileDescriptor> descriptors, Span<byte> control)
    {
        var header = new CmsgHdr
        {
            cmsg_len = (nuint)control.Length,
            cmsg_level = SocketOption.SOL_SOCKET,
            cmsg_type = SocketOption.SCM_RIGHTS,
        };
        Unsafe.WriteUnaligned(ref control[0], header);
        for (int i = 0; i < descriptors.Length; i++)
        {
            Unsafe.WriteUnaligned(ref control[HeaderBytes + (i * sizeof(int))], descriptors[i].Number);
        }
    }

    /// <summary>Takes ownership of every descriptor in received control data.</summary>
    /// <param name="control">What recvmsg(2) filled in: msg_controllen bytes.</param>
    /// <param name="complete">Whether to keep them: if not, all are closed.</param>
    /// <returns>The descriptors; empty if they were closed.</returns>
    internal static FileDescriptor[] Read(ReadOnlySpan<byte> control, bool complete)
    {
        FileDescriptor[] descriptors = [];
        while (control.Length >= HeaderBytes)
        {
            // SAFETY: the loop's condition leaves a whole header to read; it is copied, then checked.
            var header = Unsafe.ReadUnaligned<CmsgHdr>(in control[0]);
            if (header.cmsg_len < HeaderBytes || header.cmsg_len > (nuint)control.Length)
            {
                break;
            }

            int length = (int)header.cmsg_len;
            if (header.cmsg_level == SocketOption.SOL_SOCKET && header.cmsg_type == SocketOption.SCM_RIGHTS)
            {
                descriptors = TakeRights(control[HeaderBytes..length], complete, descriptors);
            }

            // The next header is aligned; the last message may end without its padding.
            control = control[Math.Min((length + 7) & ~7, control.Length)..];
        }

        return descriptors;
    }

    private static FileDescriptor[] TakeRights(ReadOnlySpan<byte> numbers, bool keep, FileDescriptor[] before)
    {
        int count = numbers.Length / sizeof(int);
        int filled = before.Length;
        if (keep)
        {
            Array.Resize(ref before, filled + count);
        }

        for (int i = 0; i < count; i++)
        {
            // SAFETY: count is rounded down, so that each number lies in the span as a whole.
            int number = Unsafe.ReadUnaligned<int>(in numbers[i * sizeof(int)]);
            if (keep)
            {
                before[filled + i] = new FileDescriptor(number);
            }
            else
            {
                _ = LibC.close(number);
            }
        }

        return before;
    }
}
