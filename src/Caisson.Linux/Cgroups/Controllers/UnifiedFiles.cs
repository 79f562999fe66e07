using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups.Controllers;

/// <summary>Writes files of a version 2 cgroup by their names; config-linux.md, §Unified.</summary>
internal static class UnifiedFiles
{
    /// <summary>The controller that a file belongs to: what stands before the first dot.</summary>
    /// <exception cref="CgroupException">It is no name of a cgroup's file.</exception>
    public static string ControllerOf(string file)
    {
        int dot = file.IndexOf('.');
        return dot > 0 && dot < file.Length - 1 && !file.Contains('/') && !file.Contains('\0') && !file.StartsWith('.')
            ? file[..dot]
            : throw new CgroupException(
                $"cgroup: unified: \"{file}\" is no file of the form CONTROLLER.PARAMETER (set at resources.unified)");
    }

    /// <summary>Writes a file, line by line: files like <c>io.max</c> take one line in one write.</summary>
    public static void Write(CgroupDirectory directory, string file, string value)
    {
        int start = 0;
        do
        {
            int end = value.IndexOf('\n', start);
            string line = end < 0 ? value[start..] : value[start..end];
            start = end < 0 ? value.Length : end + 1;
            Errno errno = directory.TryWrite(file, line);
            if (errno != Errno.None)
            {
                throw errno == Errno.ENOENT
                    ? new CgroupException($"cgroup: unified: the kernel has no file {file} (set at resources.unified)")
                    : directory.WriteError(errno, file, line);
            }
        }
        while (start < value.Length);
    }
}
