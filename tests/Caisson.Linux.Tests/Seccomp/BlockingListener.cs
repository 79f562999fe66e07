using System.Buffers.Binary;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;

namespace Caisson.Linux.Tests.Seccomp;

/// <summary>Answers one announced call with 4242, on a thread that was there before the filter; seccomp_unotify(2).</summary>
internal sealed unsafe class BlockingListener : IDisposable
{
    private const nuint SECCOMP_IOCTL_NOTIF_RECV = 0xc0502100;
    private const nuint SECCOMP_IOCTL_NOTIF_SEND = 0xc0182101;

    private readonly ManualResetEventSlim _given = new();
    private readonly Thread _thread;
    private FileDescriptor? _descriptor;

    internal BlockingListener()
    {
        _thread = new Thread(Answer) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>The call and its first argument.</summary>
    internal (int Number, ulong Argument) Seen { get; private set; }

    internal void Give(FileDescriptor descriptor)
    {
        _descriptor = descriptor;
        _given.Set();
    }

    public void Dispose()
    {
        _given.Set();
        _thread.Join();
        _descriptor?.Dispose();
        _given.Dispose();
    }

    private void Answer()
    {
        _given.Wait();
        if (_descriptor is null)
        {
            return;
        }

        // struct seccomp_notif: id, pid, flags, then struct seccomp_data.
        Span<byte> request = stackalloc byte[80];
        request.Clear();
        fixed (byte* first = request)
        {
            if (LibC.ioctl(_descriptor, SECCOMP_IOCTL_NOTIF_RECV, first) < 0)
            {
                return;
            }
        }

        Seen = (BinaryPrimitives.ReadInt32LittleEndian(request[16..]), BinaryPrimitives.ReadUInt64LittleEndian(request[32..]));

        // struct seccomp_notif_resp: id, val, error, flags.
        Span<byte> response = stackalloc byte[24];
        response.Clear();
        request[..8].CopyTo(response);
        BinaryPrimitives.WriteInt64LittleEndian(response[8..], 4242);
        fixed (byte* first = response)
        {
            LibC.ioctl(_descriptor, SECCOMP_IOCTL_NOTIF_SEND, first);
        }
    }
}
