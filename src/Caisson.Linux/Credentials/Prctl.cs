using System.Text;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Credentials;

/// <summary>What a process or thread decides about itself; prctl(2). Capabilities are in <see cref="ThreadCapabilities"/>.</summary>
public static unsafe class Prctl
{
    /// <summary>The longest name of a thread, in bytes.</summary>
    public const int MaxNameBytes = 15;

    /// <summary>execve(2) will grant this thread and its children nothing new, for ever.</summary>
    public static void SetNoNewPrivileges() => Call(PrctlOption.PR_SET_NO_NEW_PRIVS, 1, "prctl PR_SET_NO_NEW_PRIVS");

    /// <summary>Whether this thread can gain nothing by execve(2).</summary>
    public static bool GetNoNewPrivileges() =>
        Call(PrctlOption.PR_GET_NO_NEW_PRIVS, 0, "prctl PR_GET_NO_NEW_PRIVS") == 1;

    /// <summary>Whether the process leaves a core and can be traced by its equals; execve(2) may set it anew.</summary>
    /// <exception cref="LinuxException">EINVAL for <see cref="Dumpable.Root"/>.</exception>
    public static void SetDumpable(Dumpable dumpable) =>
        Call(PrctlOption.PR_SET_DUMPABLE, (nint)dumpable, "prctl PR_SET_DUMPABLE");

    /// <summary>See <see cref="SetDumpable"/>.</summary>
    public static Dumpable GetDumpable() => (Dumpable)Call(PrctlOption.PR_GET_DUMPABLE, 0, "prctl PR_GET_DUMPABLE");

    /// <summary>
    /// The signal that this process gets when the thread that made it ends; 0 for none. Cleared by execve(2) of a program
    /// with privileges and by a change of user: set it after that.
    /// </summary>
    public static void SetParentDeathSignal(int signal) =>
        Call(PrctlOption.PR_SET_PDEATHSIG, signal, "prctl PR_SET_PDEATHSIG");

    /// <summary>See <see cref="SetParentDeathSignal"/>.</summary>
    public static int GetParentDeathSignal()
    {
        int signal;
        Call(PrctlOption.PR_GET_PDEATHSIG, (nint)(&signal), "prctl PR_GET_PDEATHSIG");
        return signal;
    }

    /// <summary>Whether the thread's permitted set survives leaving user 0; cleared by execve(2).</summary>
    public static void SetKeepCapabilities(bool keep) =>
        Call(PrctlOption.PR_SET_KEEPCAPS, keep ? 1 : 0, "prctl PR_SET_KEEPCAPS");

    /// <summary>See <see cref="SetKeepCapabilities"/>.</summary>
    public static bool GetKeepCapabilities() => Call(PrctlOption.PR_GET_KEEPCAPS, 0, "prctl PR_GET_KEEPCAPS") == 1;

    /// <summary>Whether orphans among the process's descendants become its children.</summary>
    public static void SetChildSubreaper(bool reap) =>
        Call(PrctlOption.PR_SET_CHILD_SUBREAPER, reap ? 1 : 0, "prctl PR_SET_CHILD_SUBREAPER");

    /// <summary>See <see cref="SetChildSubreaper"/>.</summary>
    public static bool GetChildSubreaper()
    {
        int reap;
        Call(PrctlOption.PR_GET_CHILD_SUBREAPER, (nint)(&reap), "prctl PR_GET_CHILD_SUBREAPER");
        return reap != 0;
    }

    /// <summary>Names the calling thread; the main thread's name is the process's.</summary>
    /// <param name="name">UTF-8; what is beyond <see cref="MaxNameBytes"/> bytes is cut off.</param>
    public static void SetThreadName(ReadOnlySpan<char> name)
    {
        byte* bytes = stackalloc byte[MaxNameBytes + 1];
        Encoding.UTF8.GetEncoder().Convert(
            name, new Span<byte>(bytes, MaxNameBytes), flush: true, out _, out int length, out _);
        bytes[length] = 0;
        Call(PrctlOption.PR_SET_NAME, (nint)bytes, "prctl PR_SET_NAME");
    }

    /// <summary>The calling thread's name.</summary>
    public static string GetThreadName()
    {
        byte* bytes = stackalloc byte[MaxNameBytes + 1];
        Call(PrctlOption.PR_GET_NAME, (nint)bytes, "prctl PR_GET_NAME");
        ReadOnlySpan<byte> name = new(bytes, MaxNameBytes + 1);
        return Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]);
    }

    private static int Call(PrctlOption option, nint argument, string call) =>
        LinuxException.Check(LibC.prctl((int)option, argument, 0, 0, 0), call);
}
