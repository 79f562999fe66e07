using System.Runtime.InteropServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Seccomp;

/// <summary>Makes filters out of profiles, and loads them; seccomp(2).</summary>
/// <remarks>
/// <para>
/// The meaning is that of libseccomp as runc drives it (a test compares the two over all calls): rules that say what the
/// default says are left out; so are calls that an architecture does not have; a rule without conditions is above those
/// that have some; calls from an architecture that is not in the profile end the thread. Where libseccomp has no meaning
/// to speak of, because rules for one call overlap and differ, the first one in the profile holds.
/// </para>
/// <para>
/// Calls that are newer than the profile: somebody who wrote the profile years ago can't have known them, and programs take
/// ENOSYS, but not EPERM, as a reason to try the older call. So numbers above the highest one that the profile names
/// anywhere (in any rule, on that architecture) return ENOSYS, unless the default action lets them pass
/// (SCMP_ACT_ALLOW, SCMP_ACT_LOG, SCMP_ACT_TRACE) or is ENOSYS itself. runc puts the same in front of its filters.
/// </para>
/// <para>
/// The program is written here rather than by libseccomp, whose table of calls serves. libseccomp 2.5 copies all rules for
/// each one added, and the time of its program writer grows faster than the square of the rules: a profile like Docker's,
/// on its three architectures, takes it tens of milliseconds, and 10,000 rules take minutes, which a hostile profile could
/// ask for. Nor are its programs made to be loaded fast: the kernel tries each number of a call when it loads a filter, so
/// that the longest way through it counts.
/// </para>
/// </remarks>
public static unsafe class SeccompFilter
{
    /// <summary>Compiles a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <returns>
    /// The program, with the flags to load it with. TSYNC is not among them even where the profile has it: a filter is
    /// loaded right before execve(2), which ends all other threads; until then a filter that forbids what they do would
    /// only hit the runtime itself.
    /// </returns>
    /// <exception cref="SeccompProfileException">The profile has something that is unknown or can't be.</exception>
    public static SeccompProgram Compile(SeccompProfile profile)
    {
        uint defaultAnswer = SeccompProfileReader.ReadDefault(profile);
        SeccompFilterFlags flags = SeccompProfileReader.ReadFlags(profile)
            & ~SeccompFilterFlags.SECCOMP_FILTER_FLAG_TSYNC;
        List<ArchitectureRules> tables = SeccompProfileReader.ReadRules(profile, defaultAnswer);
        SockFilter[] program = SeccompGenerator.Generate(tables, defaultAnswer, out bool notifies);
        if (notifies)
        {
            flags |= SeccompFilterFlags.SECCOMP_FILTER_FLAG_NEW_LISTENER;
        }
        else if ((flags & SeccompFilterFlags.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV) != 0)
        {
            throw new SeccompProfileException(
                "flags", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV needs a rule with SCMP_ACT_NOTIFY");
        }

        return new SeccompProgram(program, flags);
    }

    /// <summary>Puts the calling thread, and what it will start, under a filter. There is no way back.</summary>
    /// <param name="program">The program.</param>
    /// <returns>The listener, if the program has one; else null.</returns>
    /// <exception cref="LinuxException">
    /// EACCES: neither CAP_SYS_ADMIN is effective nor is no_new_privs set; EINVAL: the kernel does not know a flag or finds
    /// the program wrong; EBUSY: there is a listener already.
    /// </exception>
    public static FileDescriptor? Load(SeccompProgram program) => Load(program.Instructions, program.Flags);

    /// <summary>As <see cref="Load(SeccompProgram)"/>, for a program that comes from another process.</summary>
    /// <param name="instructions">8 bytes each, in the machine's byte order.</param>
    /// <param name="flags">The flags.</param>
    public static FileDescriptor? Load(ReadOnlySpan<byte> instructions, SeccompFilterFlags flags)
    {
        int count = instructions.Length / sizeof(SockFilter);
        if (instructions.Length % sizeof(SockFilter) != 0 || count is 0 or > ReverseAssembler.MaxInstructions)
        {
            throw new LinuxException(
                Errno.EINVAL, "seccomp SECCOMP_SET_MODE_FILTER", $"with a program of {instructions.Length} bytes");
        }

        nint result;
        fixed (byte* first = instructions)
        {
            SockFprog program = new() { len = (ushort)count, filter = (SockFilter*)first };
            result = LibC.seccomp(
                (nint)SyscallNumber.SYS_seccomp, (nint)SeccompOperation.SECCOMP_SET_MODE_FILTER, (nint)flags, &program);
        }

        LinuxException.Check(result, "seccomp SECCOMP_SET_MODE_FILTER");
        return (flags & SeccompFilterFlags.SECCOMP_FILTER_FLAG_NEW_LISTENER) != 0 ? new FileDescriptor((int)result) : null;
    }

    /// <summary>Whether the kernel takes these flags.</summary>
    /// <param name="flags">A flag, or several at once.</param>
    public static bool KernelSupports(SeccompFilterFlags flags)
    {
        if ((flags & SeccompFilterFlags.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV) != 0)
        {
            flags |= SeccompFilterFlags.SECCOMP_FILTER_FLAG_NEW_LISTENER;
        }

        // Flags are checked before the program, whose address is no address here.
        return LibC.seccomp(
            (nint)SyscallNumber.SYS_seccomp, (nint)SeccompOperation.SECCOMP_SET_MODE_FILTER, (nint)flags, null) < 0
            && Marshal.GetLastPInvokeError() == (int)Errno.EFAULT;
    }
}
