using Caisson.Images.Layers.Diff;
using Caisson.Images.Layers.Unpack;
using Caisson.Images.Roots;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Pipe = System.IO.Pipelines.Pipe;

namespace Caisson.Engine.Volumes;

/// <summary>A new volume begins with what the image has in its place.</summary>
internal static class VolumeCopy
{
    /// <summary>Fills a volume that is empty.</summary>
    /// <param name="root">The container's root, without its mounts.</param>
    /// <param name="path">The place in it.</param>
    /// <param name="data">The volume's directory.</param>
    internal static void Fill(RootDirectory root, string path, string data)
    {
        using FileDescriptor? source = root.TryOpen(path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        using FileDescriptor target = FileSystem.Open(data, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        if (source is null || DirectoryListing.Names(target, data).Count > 0)
        {
            return;
        }

        using FileDescriptor directory = FileSystem.Reopen(source, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, path);
        if (DirectoryListing.Names(directory, path).Count > 0)
        {
            Copy(directory, data);
        }

        DirectoryCopy.CopyAttributes(directory, target, path);
    }

    // An archive that nobody keeps: it knows links, devices and attributes, and who may be trusted with what.
    private static void Copy(FileDescriptor directory, string data)
    {
        Pipe pipe = new();
        using Stream writing = pipe.Writer.AsStream();
        Task written = BlockingWork.RunAsync(() =>
        {
            try
            {
                TreeArchive.Write(directory.ProcPath, writing);
                pipe.Writer.Complete();
            }
            catch (Exception e)
            {
                pipe.Writer.Complete(e);
            }
        });
        using Stream reading = pipe.Reader.AsStream();
        try
        {
            LayerUnpacker.Unpack(reading, data, new UnpackOptions { IsLayer = false, KeepsRoot = true });
        }
        finally
        {
            pipe.Reader.Complete();
            written.GetAwaiter().GetResult();
        }
    }
}
