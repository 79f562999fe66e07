using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;
using Caisson.Runtime.Programs;

namespace Caisson.Runtime.Launch;

/// <summary>
/// The runtime's executable in memory that nobody can write to any more. What runs inside a container is executed from
/// it, so that <c>/proc/PID/exe</c> never leads to the file on the host: a process in the container could open that
/// file and overwrite it (CVE-2019-5736). A copy of 3 MB costs less than the mount that would protect the file itself.
/// </summary>
public static class SealedExecutable
{
    private const string Own = "/proc/self/exe";
    private const uint ExecuteOnly = 0b001_001_001;
    private const uint ReadAndExecute = 0b101_101_101;

    /// <summary>The sealed copy, or this process's own executable where that is one already.</summary>
    internal static FileDescriptor Open()
    {
        FileDescriptor own = FileSystem.Open(Own, OpenFlags.O_RDONLY);
        if (IsSealed(own))
        {
            return own;
        }

        using (own)
        {
            // Nobody may read it: a process that executes such a file can't be traced by those in its new namespace
            // who may trace others there (CVE-2016-9962); proc(5) has it as PR_SET_DUMPABLE from birth.
            return Copy(own, ExecuteOnly);
        }
    }

    private static MemFd Copy(FileDescriptor executable, uint mode)
    {
        MemFd copy = MemFd.CreateExecutable("caisson-runtime");
        copy.CopyFrom(executable);
        FileSystem.ChangeMode(copy, mode);
        copy.Seal(MemFd.ReadOnlySeals);
        return copy;
    }

    /// <summary>Executes this process anew from a sealed copy, unless that is where it comes from.</summary>
    /// <param name="arguments">The command line behind the program's name.</param>
    public static void EnsureFor(string[] arguments)
    {
        using FileDescriptor own = FileSystem.Open(Own, OpenFlags.O_RDONLY);
        if (IsSealed(own))
        {
            return;
        }

        // This process stays outside, and must find itself sealed: it may read what it is.
        using FileDescriptor copy = Copy(own, ReadAndExecute);
        using var program = new SyscallProgram();
        program.ExecuteFile(copy, ["caisson-runtime", .. arguments], ProcessEnvironmentBlock.Current());
        program.RunHere();
    }

    private static bool IsSealed(FileDescriptor executable) =>
        MemFd.GetSeals(executable) is { } seals && (seals & MemFd.ReadOnlySeals) == MemFd.ReadOnlySeals;
}
