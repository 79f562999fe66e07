using System.IO.Compression;
using Caisson.Linux;
using Caisson.Linux.Files;

namespace Caisson.Keeping.Logs;

/// <summary>
/// Compresses an older log file, in a process of its own: the keeper's one thread has no time for it, and its memory is
/// gone with it.
/// </summary>
public static class CompressStage
{
    private const uint LogMode = 0b110_100_000;

    /// <summary>Replaces a file by one with <c>.gz</c> after its name.</summary>
    /// <param name="arguments">Its path.</param>
    /// <returns>An exit status.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length != 1)
        {
            return 2;
        }

        string path = arguments[0];
        string unfinished = path + ".gz.new";
        try
        {
            using (FileStream source = File.OpenRead(path))
            using (FileStream target = File.Create(unfinished))
            using (var gzip = new GZipStream(target, CompressionLevel.Optimal))
            {
                FileSystem.ChangeMode(unfinished, LogMode);
                source.CopyTo(gzip);
            }

            File.Move(unfinished, path + ".gz", overwrite: true);
            File.Delete(path);
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LinuxException)
        {
            File.Delete(unfinished);
            return 1;
        }
    }
}
