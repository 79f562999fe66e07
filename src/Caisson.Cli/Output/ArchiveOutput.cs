using Caisson.Cli.Options;
using Caisson.Linux.Scheduling;

namespace Caisson.Cli.Output;

/// <summary>Where a verb writes an archive: a file that is named, or standard output.</summary>
/// <param name="invocation">The call.</param>
/// <param name="path">The file; empty for standard output.</param>
internal sealed class ArchiveOutput(Invocation invocation, string path)
{
    /// <summary>Refuses what cannot be meant.</summary>
    /// <param name="failure">What has failed then, for the message.</param>
    /// <exception cref="ArgumentFault">Output would go to a terminal, or into a folder that is not there.</exception>
    internal void Check(string failure)
    {
        if (path.Length == 0)
        {
            if (invocation.Streams.OutputIsTerminal)
            {
                throw new ArgumentFault("cowardly refusing to save to a terminal. Use the -o flag or redirect");
            }

            return;
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        if (!Directory.Exists(folder))
        {
            throw new ArgumentFault($"{failure}: invalid output path: stat {folder}: no such file or directory");
        }
    }

    /// <summary>Writes the archive. A file is there as a whole, or not at all.</summary>
    /// <param name="write">Writes it; it runs on a thread of its own.</param>
    internal Task WriteAsync(Action<Stream> write) => BlockingThread.RunAsync("archive", () =>
    {
        if (path.Length > 0)
        {
            UserFiles.Write(path, write);
            return true;
        }

        using Stream output = invocation.Streams.OpenOutput();
        write(output);
        return true;
    });
}
