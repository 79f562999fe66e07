using System.Globalization;
using System.IO.Compression;
using Caisson.Engine.Sandboxes;
using Caisson.Linux.Files;

namespace Caisson.Engine.Logs;

/// <summary>The files of a log. The keeper may begin the next one at any time: what is open stays what it is.</summary>
/// <param name="settings">The log.</param>
internal sealed class LogFiles(LogSettings settings)
{
    private const int Attempts = 10;
    private const string Compressed = ".gz";

    private string Path => settings.Path ?? "";

    /// <summary>The folder that they are in.</summary>
    internal string Folder => System.IO.Path.GetDirectoryName(Path) ?? "/";

    /// <summary>Opens the current file; null where nothing has been written yet.</summary>
    internal FileStream? OpenCurrent() => TryOpen(Path);

    /// <summary>Opens all of them, the oldest first.</summary>
    internal List<FileStream> OpenAll()
    {
        for (int attempt = 1; ; attempt++)
        {
            var files = new List<FileStream>();
            try
            {
                ulong current = InodeOf(Path);
                AddFile(files, Path);
                for (int number = 1; number < settings.MaxFiles; number++)
                {
                    AddFile(files, Numbered(number));
                }

                // Two files may have changed their names in between, and one be missing.
                if (InodeOf(Path) == current || attempt == Attempts)
                {
                    files.Reverse();
                    return files;
                }
            }
            catch
            {
                files.ForEach(static file => file.Dispose());
                throw;
            }

            files.ForEach(static file => file.Dispose());
        }
    }

    /// <summary>Opens the file that follows one which is not the current one any more.</summary>
    /// <param name="inode">The file's inode.</param>
    /// <returns>Null where there is none yet.</returns>
    internal FileStream? OpenNext(ulong inode)
    {
        if (InodeOf(Path) == inode)
        {
            return null;
        }

        for (int number = 1; number < settings.MaxFiles; number++)
        {
            if (InodeOf(Numbered(number)) == inode)
            {
                return TryOpen(number == 1 ? Path : Numbered(number - 1));
            }
        }

        // It has been compressed or removed meanwhile.
        return TryOpen(Path);
    }

    /// <summary>The inode of a file that is open.</summary>
    internal static ulong InodeOf(FileStream file)
    {
        using var descriptor = new Linux.Descriptors.FileDescriptor((int)file.SafeFileHandle.DangerousGetHandle(), ownsHandle: false);
        return FileSystem.Status(descriptor, file.Name).Inode;
    }

    private static ulong InodeOf(string path) => FileSystem.TryStatus(path, followLink: false)?.Inode ?? 0;

    private string Numbered(int number) => string.Create(CultureInfo.InvariantCulture, $"{Path}.{number}");

    private static void AddFile(List<FileStream> files, string path)
    {
        if (TryOpen(path) is { } plain)
        {
            files.Add(plain);
        }
        else if (TryOpen(path + Compressed) is { } compressed)
        {
            using (compressed)
            {
                files.Add(Decompress(compressed));
            }
        }
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    // Into a file without a name: what is at its end may be wanted first.
    private static FileStream Decompress(FileStream source)
    {
        string path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"caisson-log-{Guid.NewGuid():N}");
        var target = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 64 << 10);
        File.Delete(path);
        try
        {
            using (var gzip = new GZipStream(source, CompressionMode.Decompress))
            {
                gzip.CopyTo(target);
            }

            target.Flush();
            target.Position = 0;
            return target;
        }
        catch (InvalidDataException)
        {
            // Damaged: what could be read is told.
            target.Position = 0;
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }
}
