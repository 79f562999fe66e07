using System.Text;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Terminals;
using Caisson.Linux.Uapi;
using Caisson.Runtime.Init;
using Caisson.Runtime.Programs;

namespace Caisson.Runtime.Exec;

/// <summary>
/// A running container's files as the runtime sees them from outside: through the first process's root, resolved inside
/// it. The runtime itself never enters the container.
/// </summary>
internal sealed class ContainerView(int initProcessId) : IDisposable
{
    private const int PasswdBytesMax = 1 << 20;
    private const uint AnyMayExecute = 0b001_001_001;

    private readonly RootDirectory _root = RootDirectory.Open($"/proc/{initProcessId}/root");

    /// <summary>The path to execute for a command: as it is, or the first of that name in PATH. Whether this user may execute it is for the kernel to say.</summary>
    /// <exception cref="ContainerException">There is no such program.</exception>
    internal string FindProgram(string name, IReadOnlyList<string> environment)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return name;
        }

        string? forbidden = null;
        foreach (string directory in ProgramLookup.SearchPath(environment).Split(':'))
        {
            string path = $"{(directory.Length == 0 ? "." : directory)}/{name}";
            using FileDescriptor? file = TryOpen(path);
            if (file is null || FileSystem.Status(file, path) is not { IsDirectory: false } status)
            {
                continue;
            }

            if ((status.Mode & AnyMayExecute) != 0)
            {
                return path;
            }

            forbidden ??= path;
        }

        throw new ContainerException(
            forbidden is null ? $"exec: \"{name}\": executable file not found in $PATH" : $"exec: \"{forbidden}\": permission denied");
    }

    /// <summary>The container's passwd(5); empty where it has none.</summary>
    internal string Passwd()
    {
        try
        {
            using FileDescriptor? file = _root.TryOpen("/etc/passwd", OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
            return file is null ? "" : Encoding.UTF8.GetString(FileSystem.ReadToEnd(file, "/etc/passwd", PasswdBytesMax));
        }
        catch (LinuxException)
        {
            // The image's file may be anything: a fifo, a directory, endless.
            return "";
        }
    }

    /// <summary>A new terminal in the container's devpts.</summary>
    internal TerminalMaster OpenTerminal() => ContainerConsole.OpenMaster(_root);

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private FileDescriptor? TryOpen(string path)
    {
        try
        {
            return _root.TryOpen(path);
        }
        catch (LinuxException e) when (e.Errno is Errno.ELOOP or Errno.EACCES)
        {
            return null;
        }
    }
}
