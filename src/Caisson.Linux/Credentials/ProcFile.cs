using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Credentials;

/// <summary>
/// The small files of a process in <c>/proc</c>, which are read and written whole: the kernel takes a map of
/// identities in one write(2) or not at all.
/// </summary>
internal static class ProcFile
{
    /// <summary>The path of a process's file; 0 is the calling thread.</summary>
    internal static string Path(int pid, string name) =>
        pid == 0 ? $"/proc/thread-self/{name}" : string.Create(null, $"/proc/{pid}/{name}");

    /// <summary>Writes all of the text in one call.</summary>
    /// <exception cref="LinuxException">What the kernel thinks of it.</exception>
    internal static void Write(string path, ReadOnlySpan<byte> text)
    {
        using FileDescriptor file = FileSystem.Open(path, OpenFlags.O_WRONLY);
        int written;
        try
        {
            written = file.Write(text);
        }
        catch (LinuxException e)
        {
            throw new LinuxException(e.Errno, "write", path);
        }

        if (written != text.Length)
        {
            throw new LinuxException(Errno.EIO, $"write {written} of {text.Length} bytes to", path);
        }
    }

    /// <summary>Reads what fits the buffer, in one call.</summary>
    /// <returns>The number of bytes.</returns>
    internal static int Read(string path, Span<byte> buffer)
    {
        using FileDescriptor file = FileSystem.Open(path, OpenFlags.O_RDONLY);
        return file.Read(buffer);
    }
}
