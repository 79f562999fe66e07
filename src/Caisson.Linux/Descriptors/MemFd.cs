using System.Runtime.InteropServices;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Descriptors;

/// <summary>An anonymous file in memory, gone with its last descriptor; memfd_create(2).</summary>
/// <remarks>Thread: any; the position is shared by all descriptors of the file.</remarks>
public sealed class MemFd : FileDescriptor
{
    /// <summary>Seals that make the content final: nothing written, no byte more or less, and no seal added.</summary>
    public const FileSeals ReadOnlySeals =
        FileSeals.F_SEAL_SEAL | FileSeals.F_SEAL_SHRINK | FileSeals.F_SEAL_GROW | FileSeals.F_SEAL_WRITE;

    // sendfile(2) never moves more than this in one call.
    private const nint MaxTransferBytes = 0x7fff_f000;

    /// <summary>Takes over a file that came from somewhere else.</summary>
    public MemFd(int descriptor)
        : base(descriptor)
    {
    }

    /// <summary>An empty file that can be sealed and holds data.</summary>
    /// <param name="name">Shown in /proc/PID/fd as <c>/memfd:NAME</c>; need not be unique, at most 249 bytes.</param>
    /// <exception cref="LinuxException">EMFILE, ENFILE, ENOMEM, EINVAL: the name is too long.</exception>
    public static MemFd Create(string name) => Create(name, MemFdFlags.MFD_NOEXEC_SEAL);

    /// <summary>An empty file of huge pages of 2 MiB, which can be sealed. Its length is a multiple of theirs, and it is used
    /// through mappings: write(2) is refused.</summary>
    /// <param name="name">See <see cref="Create(string)"/>.</param>
    /// <exception cref="LinuxException">ENOSYS, ENODEV: the kernel has no huge pages of that size.</exception>
    public static MemFd CreateHuge(string name) =>
        Create(name, MemFdFlags.MFD_NOEXEC_SEAL | MemFdFlags.MFD_HUGETLB | MemFdFlags.MFD_HUGE_2MB);

    /// <summary>An empty file that can be sealed and executed (execveat(2), fexecve(3)).</summary>
    /// <param name="name">See <see cref="Create(string)"/>.</param>
    /// <exception cref="LinuxException">EACCES: the sysctl <c>vm.memfd_noexec</c> is 2.</exception>
    public static MemFd CreateExecutable(string name) => Create(name, MemFdFlags.MFD_EXEC);

    /// <summary>Appends the rest of another file, without taking it through this process's memory; sendfile(2).</summary>
    /// <param name="source">A regular file; read from its position on, which moves.</param>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="LinuxException">EINVAL: the source can't be mapped; EPERM: this file is sealed; ENOMEM.</exception>
    public unsafe long CopyFrom(FileDescriptor source)
    {
        long total = 0;
        while (true)
        {
            nint count;
            do
            {
                count = LibC.sendfile(this, source, null, MaxTransferBytes);
            }
            while (LibC.WasInterrupted(count));

            if (count <= 0)
            {
                LinuxException.Check(count, "sendfile to", "memfd");
                return total;
            }

            total += count;
        }
    }

    /// <summary>Sets the length; new bytes are zero and take no memory until written.</summary>
    /// <exception cref="LinuxException">EPERM: it is sealed; EINVAL: negative.</exception>
    public void SetLength(long lengthBytes)
    {
        int result;
        do
        {
            result = LibC.ftruncate(this, lengthBytes);
        }
        while (LibC.WasInterrupted(result));
        this.Check(result, "ftruncate");
    }

    /// <summary>Forbids changes, for every holder of the file and for ever; F_ADD_SEALS.</summary>
    /// <exception cref="LinuxException">EBUSY: F_SEAL_WRITE while a writable mapping exists; EPERM: F_SEAL_SEAL is set.</exception>
    public void Seal(FileSeals seals) =>
        this.Check(LibC.fcntl(this, FcntlCommand.F_ADD_SEALS, (nint)seals), "fcntl F_ADD_SEALS");

    /// <summary>The seals of a file; F_GET_SEALS.</summary>
    /// <returns>The seals; null if it is of a kind that has none (any but memfd, tmpfs and hugetlbfs).</returns>
    public static FileSeals? GetSeals(FileDescriptor file)
    {
        int seals = LibC.fcntl(file, FcntlCommand.F_GET_SEALS, 0);
        return seals < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINVAL
            ? null
            : (FileSeals)file.Check(seals, "fcntl F_GET_SEALS");
    }

    private static MemFd Create(string name, MemFdFlags kind)
    {
        const MemFdFlags Always = MemFdFlags.MFD_CLOEXEC | MemFdFlags.MFD_ALLOW_SEALING;
        int fd = LibC.memfd_create(name, Always | kind);
        if (fd < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINVAL)
        {
            // Linux before 6.3 does not know the two kinds: there every file in memory is executable.
            fd = LibC.memfd_create(name, Always | (kind & ~(MemFdFlags.MFD_NOEXEC_SEAL | MemFdFlags.MFD_EXEC)));
        }

        return new MemFd(LinuxException.Check(fd, "memfd_create", name));
    }
}
