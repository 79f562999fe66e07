using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Descriptors;

/// <summary>A pipe: what is written to the one end is read from the other; pipe2(2), pipe(7).</summary>
/// <remarks>Writes of up to 4096 bytes (PIPE_BUF) are not mixed with those of others.</remarks>
public sealed class Pipe : IDisposable
{
    /// <summary>Makes a pipe.</summary>
    /// <param name="nonBlocking">Whether both ends are non-blocking.</param>
    /// <exception cref="LinuxException">EMFILE, ENFILE.</exception>
    public unsafe Pipe(bool nonBlocking = false)
    {
        int* ends = stackalloc int[2];
        LinuxException.Check(LibC.pipe2(ends, OpenFlags.O_CLOEXEC | (nonBlocking ? OpenFlags.O_NONBLOCK : 0)), "pipe2");
        Reader = new FileDescriptor(ends[0]);
        Writer = new FileDescriptor(ends[1]);
    }

    /// <summary>The end to read from. It reports the end once every descriptor of the writing end is closed.</summary>
    public FileDescriptor Reader { get; }

    /// <summary>The end to write to. Writing fails with EPIPE once every descriptor of the reading end is closed.</summary>
    public FileDescriptor Writer { get; }

    /// <summary>How many bytes fit, at least; rounded up to a power of two of pages by the kernel. F_SETPIPE_SZ.</summary>
    /// <exception cref="LinuxException">EPERM: more than <c>fs.pipe-max-size</c> without CAP_SYS_RESOURCE.</exception>
    public void SetCapacity(int capacityBytes) =>
        Writer.Check(LibC.fcntl(Writer, FcntlCommand.F_SETPIPE_SZ, capacityBytes), "fcntl F_SETPIPE_SZ");

    /// <summary>Closes both ends, unless they are closed or given away already.</summary>
    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
    }
}
