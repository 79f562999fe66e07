using System.Runtime.InteropServices;
using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Bpf;

/// <summary>Loads a device filter into the kernel and attaches it to a version 2 cgroup; bpf(2).</summary>
internal static unsafe class CgroupDeviceProgram
{
    // The kernel's own limit on programs of one type attached to one cgroup (BPF_CGROUP_MAX_PROGS).
    private const int ProgramsMax = 64;
    private const int LogBytes = 64 << 10;

    /// <summary>Loads a program.</summary>
    /// <exception cref="LinuxException">
    /// EPERM: no CAP_BPF; EINVAL, EACCES: the verifier refused it, and its last words are in the message.
    /// </exception>
    public static FileDescriptor Load(ReadOnlySpan<BpfInstruction> program)
    {
        int descriptor = Load(program, log: default);
        if (descriptor >= 0)
        {
            return new FileDescriptor(descriptor);
        }

        var errno = (Errno)Marshal.GetLastPInvokeError();
        if (errno is not (Errno.EINVAL or Errno.EACCES))
        {
            throw new LinuxException(errno, "bpf BPF_PROG_LOAD", "of a device filter");
        }

        var log = new byte[LogBytes];
        _ = Load(program, log);
        throw new LinuxException(errno, "bpf BPF_PROG_LOAD", $"of a device filter ({LastWords(log)})");
    }

    /// <summary>
    /// Makes a program the cgroup's only device filter. There is no moment without one: the new one is there before an
    /// old one goes. Filters of cgroups above go on to count.
    /// </summary>
    /// <param name="cgroup">The directory.</param>
    /// <param name="program">The loaded program.</param>
    public static void Attach(FileDescriptor cgroup, FileDescriptor program)
    {
        Span<uint> attached = stackalloc uint[ProgramsMax];
        attached = attached[..Query(cgroup, attached)];
        if (attached.Length == 1)
        {
            using FileDescriptor? old = TryOpen(attached[0]);
            if (old is not null)
            {
                AttachBeside(cgroup, program, old);
                return;
            }
        }

        AttachBeside(cgroup, program);
        foreach (uint id in attached)
        {
            // One that cannot be opened (a security module's rule) stays: it can only deny more.
            using FileDescriptor? old = TryOpen(id);
            if (old is not null)
            {
                Detach(cgroup, old);
            }
        }
    }

    /// <summary>The numbers of the device filters attached to a cgroup.</summary>
    /// <returns>How many there are.</returns>
    internal static int Query(FileDescriptor cgroup, Span<uint> ids)
    {
        fixed (uint* destination = ids)
        {
            var attributes = new BpfProgQuery
            {
                target_fd = (uint)cgroup.Number,
                attach_type = Uapi.Bpf.BPF_CGROUP_DEVICE,
                prog_ids = (ulong)destination,
                prog_cnt = (uint)ids.Length,
            };
            LinuxException.Check(
                Call(BpfCommand.BPF_PROG_QUERY, &attributes, sizeof(BpfProgQuery)), "bpf BPF_PROG_QUERY");
            return (int)attributes.prog_cnt;
        }
    }

    private static int Load(ReadOnlySpan<BpfInstruction> program, Span<byte> log)
    {
        ReadOnlySpan<byte> license = "Apache-2.0\0"u8;
        ReadOnlySpan<byte> name = "caisson_devices"u8;

        // SAFETY: the kernel reads insn_cnt instructions, the license up to its NUL, and writes log_size bytes of the
        // log, all within these pinned spans.
        fixed (BpfInstruction* instructions = program)
        fixed (byte* licensePtr = license, logPtr = log)
        {
            var attributes = new BpfProgLoad
            {
                prog_type = Uapi.Bpf.BPF_PROG_TYPE_CGROUP_DEVICE,
                insn_cnt = (uint)program.Length,
                insns = (ulong)instructions,
                license = (ulong)licensePtr,
                log_level = log.IsEmpty ? 0u : 1u,
                log_size = (uint)log.Length,
                log_buf = (ulong)logPtr,
            };
            name.CopyTo(new Span<byte>(attributes.prog_name, 16));
            return Call(BpfCommand.BPF_PROG_LOAD, &attributes, sizeof(BpfProgLoad));
        }
    }

    /// <summary>Attaches one more program, or one in the place of another.</summary>
    internal static void AttachBeside(FileDescriptor cgroup, FileDescriptor program, FileDescriptor? replaces = null)
    {
        var attributes = new BpfProgAttach
        {
            target_fd = (uint)cgroup.Number,
            attach_bpf_fd = (uint)program.Number,
            attach_type = Uapi.Bpf.BPF_CGROUP_DEVICE,
            attach_flags = Uapi.Bpf.BPF_F_ALLOW_MULTI | (replaces is null ? 0 : Uapi.Bpf.BPF_F_REPLACE),
            replace_bpf_fd = (uint)(replaces?.Number ?? 0),
        };
        LinuxException.Check(
            Call(BpfCommand.BPF_PROG_ATTACH, &attributes, sizeof(BpfProgAttach)),
            "bpf BPF_PROG_ATTACH",
            "of a device filter");
    }

    private static void Detach(FileDescriptor cgroup, FileDescriptor program)
    {
        var attributes = new BpfProgAttach
        {
            target_fd = (uint)cgroup.Number,
            attach_bpf_fd = (uint)program.Number,
            attach_type = Uapi.Bpf.BPF_CGROUP_DEVICE,
        };
        LinuxException.Check(
            Call(BpfCommand.BPF_PROG_DETACH, &attributes, sizeof(BpfProgAttach)),
            "bpf BPF_PROG_DETACH",
            "of a device filter");
    }

    private static FileDescriptor? TryOpen(uint id)
    {
        var attributes = new BpfGetId { id = id };
        int descriptor = Call(BpfCommand.BPF_PROG_GET_FD_BY_ID, &attributes, sizeof(BpfGetId));
        return descriptor < 0 ? null : new FileDescriptor(descriptor);
    }

    // Every descriptor that bpf(2) returns is close-on-exec.
    private static int Call(BpfCommand command, void* attributes, int size)
    {
        nint result;
        do
        {
            result = LibC.bpf((nint)SyscallNumber.SYS_bpf, command, attributes, size);
        }
        while (result < 0 && (Errno)Marshal.GetLastPInvokeError() is Errno.EINTR or Errno.EAGAIN);
        return (int)result;
    }

    private static string LastWords(ReadOnlySpan<byte> log)
    {
        int end = log.IndexOf((byte)0);
        string[] lines =
            Encoding.UTF8.GetString(log[..Math.Max(end, 0)]).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        // The verifier's verdict stands before a last line of statistics.
        return lines.Length == 0 ? "the verifier says nothing" : lines[^Math.Min(2, lines.Length)];
    }
}
