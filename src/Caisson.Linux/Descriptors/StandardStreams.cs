using System.Text;

namespace Caisson.Linux.Descriptors;

/// <summary>
/// The three descriptors that every process is born with, without <c>System.Console</c>: that costs a start its
/// encodings, its terminal database and its locks. They belong to the process and are never closed here.
/// Thread: any; each call's bytes stay together only if the kernel takes them at once.
/// </summary>
public static class StandardStreams
{
    /// <summary>Writes everything to standard output.</summary>
    /// <exception cref="LinuxException">EPIPE if nobody reads it any more, ENOSPC, …</exception>
    public static void WriteOutput(ReadOnlySpan<byte> data)
    {
        using FileDescriptor output = new(1, ownsHandle: false);
        WriteAll(output, data);
    }

    /// <summary>Writes everything to standard output, in UTF-8.</summary>
    /// <inheritdoc cref="WriteOutput(ReadOnlySpan{byte})"/>
    public static void WriteOutput(string text) => WriteOutput(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes everything to standard error, as far as it is there: nobody can be told if not.</summary>
    public static void WriteError(ReadOnlySpan<byte> data)
    {
        using FileDescriptor error = new(2, ownsHandle: false);
        try
        {
            WriteAll(error, data);
        }
        catch (LinuxException)
        {
            // The failure that was to be told ends the process with its own status anyway.
        }
    }

    /// <summary>Writes everything to standard error, in UTF-8, as far as it is there.</summary>
    public static void WriteError(string text) => WriteError(Encoding.UTF8.GetBytes(text));

    /// <summary>Reads standard input to its end.</summary>
    /// <param name="maxBytes">The most that is accepted.</param>
    /// <exception cref="LinuxException">EFBIG if there is more; or a read failed.</exception>
    public static byte[] ReadInput(int maxBytes)
    {
        using FileDescriptor input = new(0, ownsHandle: false);
        return input.ReadToEnd(maxBytes);
    }

    /// <summary>A caller may have made its end non-blocking, which holds for ours: then full means wait.</summary>
    private static void WriteAll(FileDescriptor descriptor, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            if (descriptor.TryWrite(data, out int count))
            {
                data = data[count..];
            }
            else
            {
                // A reader who goes away ends the wait too, and the next write says so.
                Poll.WaitWritable(descriptor, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
