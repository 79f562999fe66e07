using System.Text;
using Caisson.Images.Layers.Buffers;
using Caisson.Images.Layers.Diff;
using Caisson.Images.Layers.Tar;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Microsoft.Win32.SafeHandles;

namespace Caisson.Images.Archives.Intake;

/// <summary>Hands the files of an archive of images to a receiver, from a stream or from a folder.</summary>
internal static class ArchiveReader
{
    private const int BufferBytes = 256 << 10;
    private const int BufferCount = 8;

    /// <summary>Reads a tar archive, compressed or not, once and from beginning to end.</summary>
    /// <param name="archive">The archive, which stays the caller's; after an error it may be read for a moment longer.</param>
    /// <param name="receiver">Who takes what is in it.</param>
    /// <param name="limits">What is accepted.</param>
    /// <exception cref="ImageException">It is malformed, or the receiver does not take something.</exception>
    internal static void ReadStream(Stream archive, ArchiveReceiver receiver, ImageLimits limits)
    {
        // Each file in it has a limit of its own.
        ImageLimits unlimited = limits with { LayerBytes = long.MaxValue };
        Decompression decompression = Decompression.Of(archive, limits);
        if (!decompression.IsNeeded)
        {
            Read(new TarReader(new StreamSource(decompression.Stream, long.MaxValue), unlimited), receiver);
            return;
        }

        var failure = new PipelineFailure();
        var ring = new BufferRing(BufferCount, BufferBytes, 1, failure);

        // After an error, the stage may wait for the archive a while longer; until it ends, what decompresses is its own.
        PipelineStage stage = PipelineStage.Start("archive-expand", failure, () =>
        {
            using (decompression)
            {
                Fill(ring, decompression.Stream);
            }
        });
        try
        {
            Read(new TarReader(new RingSource(ring, 0, long.MaxValue), unlimited), receiver);
        }
        catch (Exception e)
        {
            failure.Report(e);
            failure.ThrowIfSet();
        }

        stage.Join();
    }

    /// <summary>Reads a folder in which an archive has been unpacked.</summary>
    /// <exception cref="ImageException">The receiver does not take something.</exception>
    /// <exception cref="LinuxException">Something can't be read.</exception>
    internal static void ReadFolder(string folder, ArchiveReceiver receiver, ImageLimits limits, CancellationToken cancellation)
    {
        using FileDescriptor root = FileSystem.Open(folder, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        new TreeWalk(root, limits, cancellation).Run((directory, path, name, status) =>
        {
            string text = Encoding.UTF8.GetString(path);
            if (status.IsSymbolicLink)
            {
                receiver.TakeLink(text, Encoding.UTF8.GetString(DirectoryCalls.TryReadLink(directory, name) ?? []), isHard: false);
            }
            else if (status.Kind == StatMode.S_IFREG)
            {
                TakeFile(receiver, directory, text, name);
            }

            return status.IsDirectory;
        });
    }

    private static void TakeFile(ArchiveReceiver receiver, FileDescriptor directory, string path, ReadOnlySpan<byte> name)
    {
        const OpenFlags How = OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK;
        Errno error = DirectoryCalls.Open(directory, name, How, ResolveFlags.RESOLVE_BENEATH, 0, out FileDescriptor? file);
        if (file is null)
        {
            throw new LinuxException(error, "open", path);
        }

        using (file)
        {
            FileStatus status = FileSystem.Status(file, path);
            using var contents = new FileStream(new SafeFileHandle(file.Release(), ownsHandle: true), FileAccess.Read, bufferSize: 0);
            receiver.TakeFile(path, (long)status.SizeBytes, contents);
        }
    }

    private static void Fill(BufferRing ring, Stream stream)
    {
        while (true)
        {
            Memory<byte> buffer = ring.BeginWrite();
            int count = stream.ReadAtLeast(buffer.Span, buffer.Length, throwOnEndOfStream: false);
            if (count == 0)
            {
                ring.Complete();
                return;
            }

            ring.EndWrite(count);
        }
    }

    private static void Read(TarReader reader, ArchiveReceiver receiver)
    {
        while (reader.Next() is { } entry)
        {
            string path = Encoding.UTF8.GetString(entry.Path.Span);
            switch (entry.Kind)
            {
                case TarEntryKind.RegularFile:
                    using (Stream contents = reader.OpenContents())
                    {
                        receiver.TakeFile(path, entry.SizeBytes, contents);
                    }

                    break;
                case TarEntryKind.HardLink or TarEntryKind.SymbolicLink:
                    receiver.TakeLink(
                        path, Encoding.UTF8.GetString(entry.LinkTarget.Span), isHard: entry.Kind == TarEntryKind.HardLink);
                    break;
                case TarEntryKind.Directory:
                    break;
                default:
                    throw new ImageException(
                        ImageErrorKind.InvalidContent, $"invalid archive: {entry.DisplayPath} is neither a file, a directory nor a link");
            }
        }

        // What follows the end is not used, but whoever writes it into a pipe should not be told that nobody reads it.
        reader.Drain();
    }
}
