using System.Runtime.InteropServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Memory;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Files;

/// <summary>Contents of regular files at given places.</summary>
public static unsafe class FileContents
{
    /// <summary>Reads what there is at an offset; the file's own position stays; pread(2).</summary>
    /// <returns>The number of bytes; 0 at the end, or when the buffer is empty.</returns>
    /// <exception cref="LinuxException">EIO, EISDIR, …</exception>
    public static int ReadAt(FileDescriptor file, Span<byte> buffer, long offset)
    {
        nint count;
        fixed (byte* start = buffer)
        {
            do
            {
                count = LibC.pread(file, start, buffer.Length, offset);
            }
            while (LibC.WasInterrupted(count));
        }

        return file.Check(count, "pread");
    }

    /// <summary>Writes everything at an offset; the file's own position stays; pwrite(2).</summary>
    /// <exception cref="LinuxException">A write failed; part of the data may have been written.</exception>
    public static void WriteAllAt(FileDescriptor file, ReadOnlySpan<byte> data, long offset)
    {
        while (!data.IsEmpty)
        {
            nint count;
            fixed (byte* start = data)
            {
                count = LibC.pwrite(file, start, data.Length, offset);
            }

            if (LibC.WasInterrupted(count))
            {
                continue;
            }

            int written = file.Check(count, "pwrite");
            data = data[written..];
            offset += written;
        }
    }

    /// <summary>Reads at an offset into pieces of a mapping, until they are full or the end comes; preadv(2).</summary>
    /// <param name="file">The file.</param>
    /// <param name="pieces">Where to; what has been filled is taken off.</param>
    /// <param name="offset">Where the first byte is.</param>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="LinuxException">A read failed; part of the pieces may have been filled.</exception>
    public static long ReadAt(FileDescriptor file, MappedPieces pieces, long offset)
    {
        long total = 0;
        while (!pieces.IsEmpty)
        {
            nint count = LibC.preadv(file, pieces.First, pieces.Count, offset + total);
            if (LibC.WasInterrupted(count))
            {
                continue;
            }

            if (file.Check(count, "preadv") == 0)
            {
                break;
            }

            pieces.Advance(count);
            total += count;
        }

        return total;
    }

    /// <summary>Writes pieces of a mapping at an offset, all of them; pwritev(2).</summary>
    /// <param name="file">The file.</param>
    /// <param name="pieces">What to write; what has been written is taken off.</param>
    /// <param name="offset">Where the first byte goes.</param>
    /// <exception cref="LinuxException">ENOSPC, EFBIG, EIO, …; part of the pieces may have been written.</exception>
    public static void WriteAllAt(FileDescriptor file, MappedPieces pieces, long offset)
    {
        while (!pieces.IsEmpty)
        {
            nint count = LibC.pwritev(file, pieces.First, pieces.Count, offset);
            if (LibC.WasInterrupted(count))
            {
                continue;
            }

            file.Check(count, "pwritev");
            pieces.Advance(count);
            offset += count;
        }
    }

    /// <summary>Takes a range out of a file: it reads as zeros and takes no room; fallocate(2), FALLOC_FL_PUNCH_HOLE.</summary>
    /// <returns>False where the file system can't.</returns>
    /// <exception cref="LinuxException">EIO, EPERM: it is sealed, …</exception>
    public static bool TryPunchHole(FileDescriptor file, long offset, long lengthBytes) =>
        TryAllocate(file, FallocateFlags.FALLOC_FL_PUNCH_HOLE | FallocateFlags.FALLOC_FL_KEEP_SIZE, offset, lengthBytes);

    /// <summary>Makes a range read as zeros, and keeps room for it; fallocate(2), FALLOC_FL_ZERO_RANGE.</summary>
    /// <returns>False where the file system can't.</returns>
    /// <exception cref="LinuxException">ENOSPC, EIO, …</exception>
    public static bool TryZeroRange(FileDescriptor file, long offset, long lengthBytes) =>
        TryAllocate(file, FallocateFlags.FALLOC_FL_ZERO_RANGE | FallocateFlags.FALLOC_FL_KEEP_SIZE, offset, lengthBytes);

    /// <summary>
    /// Copies what is left of one file to another, from where both stand, inside the kernel: file systems that can share
    /// blocks do; copy_file_range(2).
    /// </summary>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="LinuxException">EXDEV or EOPNOTSUPP where the two file systems can't; or the copy failed.</exception>
    public static long Copy(FileDescriptor source, FileDescriptor destination)
    {
        const int ChunkBytes = 1 << 30;
        long total = 0;
        while (true)
        {
            nint count = LibC.copy_file_range(source, null, destination, null, ChunkBytes, 0);
            if (LibC.WasInterrupted(count))
            {
                continue;
            }

            LinuxException.Check(count, "copy_file_range");
            if (count == 0)
            {
                return total;
            }

            total += count;
        }
    }

    private static bool TryAllocate(FileDescriptor file, FallocateFlags mode, long offset, long lengthBytes)
    {
        int result;
        do
        {
            result = LibC.fallocate(file, mode, offset, lengthBytes);
        }
        while (LibC.WasInterrupted(result));
        if (result < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EOPNOTSUPP)
        {
            return false;
        }

        file.Check(result, "fallocate");
        return true;
    }
}
