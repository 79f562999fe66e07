using Caisson.Linux.Credentials;
using Caisson.Linux.Scheduling;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Processes;

/// <summary>
/// Steps by which a process gives up what it may do. All act on the one thread that walks the program, whose
/// credentials execve(2) keeps; credentials(7).
/// </summary>
public static unsafe class CredentialSteps
{
    private const int IoprioWhoProcess = 1;
    private const int IoprioClassShift = 13;
    private const int SECCOMP_SET_MODE_FILTER = 1;
    private const uint CapabilityVersion3 = 0x20080522;

    /// <summary>Adds prctl PR_SET_NO_NEW_PRIVS.</summary>
    public static void SetNoNewPrivileges(this SyscallProgram program) =>
        program.Add("prctl PR_SET_NO_NEW_PRIVS", SyscallNumber.SYS_prctl, (nint)PrctlOption.PR_SET_NO_NEW_PRIVS, 1);

    /// <summary>Adds prctl PR_SET_KEEPCAPS: whether leaving user 0 leaves the permitted set.</summary>
    public static void SetKeepCapabilities(this SyscallProgram program, bool keep) =>
        program.Add("prctl PR_SET_KEEPCAPS", SyscallNumber.SYS_prctl, (nint)PrctlOption.PR_SET_KEEPCAPS, keep ? 1 : 0);

    /// <summary>Adds what takes out of the bounding set all that is not to be kept.</summary>
    /// <param name="program">The program.</param>
    /// <param name="keep">A mask.</param>
    /// <param name="last">The kernel's highest capability (<see cref="Capabilities.LastOfKernel"/>).</param>
    public static void KeepInBoundingSet(this SyscallProgram program, ulong keep, int last)
    {
        for (int number = 0; number <= last; number++)
        {
            if ((keep >> number & 1) == 0)
            {
                program.Add(
                    "prctl PR_CAPBSET_DROP", SyscallNumber.SYS_prctl, (nint)PrctlOption.PR_CAPBSET_DROP, number);
            }
        }
    }

    /// <summary>Adds capset(2).</summary>
    public static void SetCapabilities(this SyscallProgram program, ulong effective, ulong permitted, ulong inheritable)
    {
        NativeStrings memory = program.Memory;
        var header = (uint*)memory.Allocate(2 * sizeof(uint));
        header[0] = CapabilityVersion3;
        var data = (uint*)memory.Allocate(6 * sizeof(uint));
        for (int half = 0; half < 2; half++)
        {
            data[(3 * half) + 0] = (uint)(effective >> (32 * half));
            data[(3 * half) + 1] = (uint)(permitted >> (32 * half));
            data[(3 * half) + 2] = (uint)(inheritable >> (32 * half));
        }

        program.Add(
            $"capset permitted {Capabilities.Format(permitted)}", SyscallNumber.SYS_capset, (nint)header, (nint)data);
    }

    /// <summary>
    /// Adds what makes the ambient set what a mask says. What the kernel refuses is left out: a rootless caller asks for
    /// what it can't have.
    /// </summary>
    public static void SetAmbient(this SyscallProgram program, ulong mask)
    {
        program.Add(
            "prctl PR_CAP_AMBIENT_CLEAR_ALL",
            SyscallNumber.SYS_prctl,
            (nint)PrctlOption.PR_CAP_AMBIENT,
            (nint)PrctlAmbient.PR_CAP_AMBIENT_CLEAR_ALL);
        for (int number = 0; number < 64; number++)
        {
            if ((mask >> number & 1) != 0)
            {
                program.Add(
                    "prctl PR_CAP_AMBIENT_RAISE",
                    SyscallNumber.SYS_prctl,
                    (nint)PrctlOption.PR_CAP_AMBIENT,
                    (nint)PrctlAmbient.PR_CAP_AMBIENT_RAISE,
                    number);
                program.LastIs(StepKind.MayFail);
            }
        }
    }

    /// <summary>Adds setgroups(2).</summary>
    public static void SetGroups(this SyscallProgram program, ReadOnlySpan<uint> groups)
    {
        nint list = program.Memory.Allocate((groups.Length + 1) * sizeof(uint));

        // SAFETY: the list has room for the groups, counted above.
        groups.CopyTo(new Span<uint>((void*)list, groups.Length));
        program.Add("setgroups", SyscallNumber.SYS_setgroups, groups.Length, list);
    }

    /// <summary>Adds setresgid(2), all three.</summary>
    public static void SetGroup(this SyscallProgram program, uint group) =>
        program.Add($"setresgid {group}", SyscallNumber.SYS_setresgid, (nint)group, (nint)group, (nint)group);

    /// <summary>Adds setresuid(2), all three.</summary>
    public static void SetUser(this SyscallProgram program, uint user) =>
        program.Add($"setresuid {user}", SyscallNumber.SYS_setresuid, (nint)user, (nint)user, (nint)user);

    /// <summary>Adds personality(2).</summary>
    public static void SetPersonality(this SyscallProgram program, uint domain) =>
        program.Add("personality", SyscallNumber.SYS_personality, (nint)domain);

    /// <summary>Adds sched_setattr(2).</summary>
    public static void SetScheduler(this SyscallProgram program, SchedulerAttributes attributes)
    {
        nint native = program.Memory.Allocate(sizeof(SchedAttr));

        // SAFETY: the block was measured for the structure.
        *(SchedAttr*)native = attributes.ToNative();
        program.Add($"sched_setattr {attributes.Policy}", SyscallNumber.SYS_sched_setattr, 0, native, 0);
    }

    /// <summary>Adds ioprio_set(2).</summary>
    public static void SetIoPriority(this SyscallProgram program, IoPriority priority) =>
        program.Add(
            $"ioprio_set {priority.Class} {priority.Level}",
            SyscallNumber.SYS_ioprio_set,
            IoprioWhoProcess,
            0,
            ((int)priority.Class << IoprioClassShift) | priority.Level);

    /// <summary>Adds set_mempolicy(2).</summary>
    /// <param name="program">The program.</param>
    /// <param name="mode">An MPOL_ constant of <c>linux/mempolicy.h</c>, with its MPOL_F_ flags.</param>
    /// <param name="nodes">The NUMA nodes; empty for modes that take none.</param>
    public static void SetMemoryPolicy(this SyscallProgram program, int mode, CpuList nodes)
    {
        ReadOnlySpan<byte> mask = nodes.Mask;
        if (mask.IsEmpty)
        {
            program.Add("set_mempolicy", SyscallNumber.SYS_set_mempolicy, mode, 0, 0);
            return;
        }

        nint native = program.Memory.Allocate(mask.Length);

        // SAFETY: the block has room for the mask.
        mask.CopyTo(new Span<byte>((void*)native, mask.Length));

        // The kernel takes one bit less than it is told of.
        program.Add("set_mempolicy", SyscallNumber.SYS_set_mempolicy, mode, native, (mask.Length * 8) + 1);
    }

    /// <summary>Adds sched_setaffinity(2).</summary>
    public static void SetAffinity(this SyscallProgram program, CpuList cpus)
    {
        ReadOnlySpan<byte> mask = cpus.Mask;
        nint native = program.Memory.Allocate(mask.Length + sizeof(ulong));

        // SAFETY: the block has room for the mask and for rounding up to whole words.
        mask.CopyTo(new Span<byte>((void*)native, mask.Length));
        int lengthBytes = (mask.Length + sizeof(ulong) - 1) / sizeof(ulong) * sizeof(ulong);
        program.Add("sched_setaffinity", SyscallNumber.SYS_sched_setaffinity, 0, lengthBytes, native);
    }

    /// <summary>
    /// Adds seccomp(2) SECCOMP_SET_MODE_FILTER. Its result, the listener's descriptor where the flags ask for one, is
    /// shared (<see cref="SyscallProgram.SharedResult"/>).
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="instructions">The filter's instructions, 8 bytes each.</param>
    /// <param name="flags">The filter's flags.</param>
    public static void LoadSeccomp(this SyscallProgram program, ReadOnlySpan<byte> instructions, SeccompFilterFlags flags)
    {
        nint filter = program.Memory.Allocate(instructions.Length);

        // SAFETY: both blocks were measured for what is written to them.
        instructions.CopyTo(new Span<byte>((void*)filter, instructions.Length));
        var descriptor = (SockFprog*)program.Memory.Allocate(sizeof(SockFprog));
        descriptor->len = (ushort)(instructions.Length / sizeof(ulong));
        descriptor->filter = (SockFilter*)filter;
        program.Add("seccomp", SyscallNumber.SYS_seccomp, SECCOMP_SET_MODE_FILTER, (nint)flags, (nint)descriptor);
        program.LastIs(StepKind.ShareResult);
    }
}
