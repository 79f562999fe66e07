using System.Globalization;
using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Runtime.Launch;

/// <summary>The file that a caller reads a process's number from.</summary>
internal static class PidFile
{
    private const uint Mode = 0b110_100_100;

    /// <summary>Writes the number; a reader sees the whole of it or no file.</summary>
    internal static void Write(string path, int processId)
    {
        string absolute = Path.GetFullPath(path);
        using FileDescriptor directory = FileSystem.Open(Path.GetDirectoryName(absolute) ?? "/", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        string name = Path.GetFileName(absolute);

        // One that is there is another process's; and a file that takes another's place is written to the disk at once by
        // ext4 and others.
        FileSystem.Remove(name, at: directory);
        FileSystem.ReplaceFile(
            name, Encoding.ASCII.GetBytes(processId.ToString(CultureInfo.InvariantCulture)), Mode, directory);
    }
}
