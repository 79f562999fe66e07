using System.Text;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Processes;

/// <summary>What a process does to itself on the way to another program.</summary>
public static unsafe class Execution
{
    private const int SIGPIPE = 13;
    private const int SignalSetBytes = 8;
    private const int PathMaxBytes = 4096;

    /// <summary>Replaces this process's program; execve(2). Returns only by raising an error.</summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its arguments, the first its own name.</param>
    /// <param name="environment">Its environment, as <c>NAME=value</c>.</param>
    /// <exception cref="LinuxException">The kernel would not.</exception>
    public static void Execute(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        // .NET ignores SIGPIPE, and what is ignored stays so across execve.
        ulong* defaultAction = stackalloc ulong[4];
        LibC.rt_sigaction((nint)SyscallNumber.SYS_rt_sigaction, SIGPIPE, defaultAction, null, SignalSetBytes);
        using var native = new NativeStrings();
        LibC.execve((byte*)native.Text(path), (byte**)native.Vector(arguments), (byte**)native.Vector(environment));
        LinuxException.ThrowLast("exec", path);
    }

    /// <summary>Starts a session without a terminal; setsid(2). Being its leader already is no error.</summary>
    public static void StartSession()
    {
        if (LibC.setsid() < 0 && Files.FileSystem.LastError != Errno.EPERM)
        {
            LinuxException.ThrowLast("setsid");
        }
    }

    /// <summary>Makes all descriptors from a number on close at execve; close_range(2).</summary>
    public static void CloseOnExec(int first) =>
        LinuxException.Check(
            LibC.close_range((nint)SyscallNumber.SYS_close_range, first, unchecked((nint)uint.MaxValue), (nint)Fcntl.CLOSE_RANGE_CLOEXEC),
            "close_range");

    /// <summary>
    /// The working directory as the kernel sees it; getcwd(2). One that is not below the root begins with
    /// <c>(unreachable)</c>.
    /// </summary>
    public static string WorkingDirectory()
    {
        byte* buffer = stackalloc byte[PathMaxBytes];
        nint length = LibC.getcwd((nint)SyscallNumber.SYS_getcwd, buffer, PathMaxBytes);
        LinuxException.Check(length, "getcwd");
        return Encoding.UTF8.GetString(buffer, (int)length - 1);
    }

    /// <summary>sethostname(2), of this UTS namespace.</summary>
    public static void SetHostname(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        fixed (byte* data = bytes)
        {
            LinuxException.Check(LibC.sethostname(data, bytes.Length), "sethostname", name);
        }
    }

    /// <summary>setdomainname(2), of this UTS namespace.</summary>
    public static void SetDomainname(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        fixed (byte* data = bytes)
        {
            LinuxException.Check(LibC.setdomainname(data, bytes.Length), "setdomainname", name);
        }
    }

    /// <summary>The caller's effective user and group; geteuid(2).</summary>
    public static (uint User, uint Group) EffectiveIds() => (LibC.geteuid(), LibC.getegid());

    /// <summary>Whether this thread may execute a file, after its effective identity; faccessat(2) with AT_EACCESS.</summary>
    public static bool MayExecute(string path)
    {
        const int X_OK = 1;
        const int AT_EACCESS = 0x200;
        return LibC.faccessat(Fcntl.AT_FDCWD, path, X_OK, AT_EACCESS) == 0;
    }
}
