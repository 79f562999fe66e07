using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Defaults;

/// <summary>
/// Which system calls a container may make, for the capabilities that it has by default: as with Docker, whatever is
/// needed by programs, and not what is the host administrator's business or has mostly been of use to attackers.
/// </summary>
/// <remarks>What is not named fails with EPERM. clone3(2) fails with ENOSYS, so that libraries fall back to clone(2), whose
/// flags a filter can see.</remarks>
internal static class DefaultSeccomp
{
    private const uint ENOSYS = 38;
    private const ulong AF_VSOCK = 40;

    // clone(2): new namespaces of any kind but the time namespace, which shares its bit with the exit signal.
    private const ulong CLONE_NEW = 0x7E02_0000;

    // personality(2): PER_LINUX, UNAME26 of it and of PER_LINUX32, PER_LINUX32, and the question for the present one.
    private static readonly ulong[] Personalities = [0x0, 0x8, 0x2_0000, 0x2_0008, 0xFFFF_FFFF];

    /// <summary>The filter.</summary>
    internal static readonly SeccompConfig Filter = new()
    {
        DefaultAction = SeccompAction.SCMP_ACT_ERRNO,
        DefaultErrnoRet = 1,
        Architectures = [SeccompArch.SCMP_ARCH_X86_64, SeccompArch.SCMP_ARCH_X86, SeccompArch.SCMP_ARCH_X32],
        Syscalls =
        [
            Allow(SyscallGroups.Files),
            Allow(SyscallGroups.Memory),
            Allow(SyscallGroups.Processes),
            Allow(SyscallGroups.Signals),
            Allow(SyscallGroups.Sockets),
            Allow(SyscallGroups.SystemV),
            Allow(SyscallGroups.Time),
            Allow(SyscallGroups.Waiting),
            .. Personalities.Select(p => Allow(["personality"], Argument(0, SeccompOperator.SCMP_CMP_EQ, p))),

            // Of virtual machines' sockets, a container could reach its host by one.
            Allow(["socket"], Argument(0, SeccompOperator.SCMP_CMP_NE, AF_VSOCK)),
            Allow(["clone"], Argument(0, SeccompOperator.SCMP_CMP_MASKED_EQ, CLONE_NEW)),
            new() { Names = ["clone3"], Action = SeccompAction.SCMP_ACT_ERRNO, ErrnoRet = ENOSYS },

            // CAP_SYS_CHROOT.
            Allow(["chroot"]),
        ],
    };

    private static SeccompSyscall Allow(string[] names, params SeccompArgument[] conditions) => new()
    {
        Names = names,
        Action = SeccompAction.SCMP_ACT_ALLOW,
        Args = conditions.Length == 0 ? null : conditions,
    };

    // A masked comparison is with zero: none of the bits is set.
    private static SeccompArgument Argument(uint index, SeccompOperator comparison, ulong value) =>
        new() { Index = index, Op = comparison, Value = value };
}
