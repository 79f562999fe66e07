using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;

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
}
