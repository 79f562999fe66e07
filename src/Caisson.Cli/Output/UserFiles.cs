using Caisson.Cli.Options;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Cli.Output;

/// <summary>Files that the user names. Errors have the words of Go's.</summary>
internal static class UserFiles
{
    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="ArgumentFault">It cannot be opened.</exception>
    internal static FileStream OpenRead(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (Reason(e) is not null)
        {
            throw new ArgumentFault($"open {path}: {Reason(e)}");
        }
    }

    /// <summary>Writes a file: it is there as a whole, or not at all.</summary>
    /// <param name="path">The path. What is no regular file (a pipe, a device) is written to as it is.</param>
    /// <param name="write">Writes the contents.</param>
    /// <exception cref="ArgumentFault">It cannot be made.</exception>
    internal static void Write(string path, Action<Stream> write)
    {
        FileStatus? status = FileSystem.TryStatus(path);
        if (status is { Kind: not StatMode.S_IFREG })
        {
            using FileStream device = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            write(device);
            return;
        }

        string whole = status is null ? Path.GetFullPath(path) : FinalPath(path);
        string temporary = Path.Combine(Path.GetDirectoryName(whole)!, $".{Path.GetFileName(whole)}.{Guid.NewGuid():n}");
        try
        {
            using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                write(file);
            }

            File.Move(temporary, whole, overwrite: true);
        }
        catch (Exception e) when (Reason(e) is not null)
        {
            throw new ArgumentFault($"open {path}: {Reason(e)}");
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    // A link stays a link: the file that it leads to is replaced.
    private static string FinalPath(string path) =>
        new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);

    private static string? Reason(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file or directory",
        UnauthorizedAccessException => "permission denied",
        _ => null,
    };
}
