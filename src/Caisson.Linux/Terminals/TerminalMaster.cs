using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Terminals;

/// <summary>
/// The outer side of a pseudoterminal: what is written here is what the program at the inner side reads as typed; pty(7).
/// Reading fails with EIO while nobody has the inner side open any more.
/// </summary>
public sealed unsafe class TerminalMaster : Terminal
{
    private const OpenFlags Flags = OpenFlags.O_RDWR | OpenFlags.O_NOCTTY | OpenFlags.O_CLOEXEC;

    /// <summary>Takes over the outer side that came from somewhere else.</summary>
    public TerminalMaster(int descriptor)
        : base(descriptor)
    {
    }

    /// <summary>The pseudoterminal's number in its devpts instance: N of <c>/dev/pts/N</c>. TIOCGPTN.</summary>
    /// <exception cref="LinuxException">ENOTTY: it is not the outer side of a pseudoterminal.</exception>
    public int Index
    {
        get
        {
            uint index;
            this.Check(LibC.ioctl(this, TerminalRequest.TIOCGPTN, &index), "ioctl TIOCGPTN");
            return (int)index;
        }
    }

    /// <summary>Makes a pseudoterminal, and unlocks its inner side.</summary>
    /// <param name="ptmxPath">The multiplexer: it decides about the devpts instance that the pseudoterminal is in.</param>
    /// <exception cref="LinuxException">ENOENT, ENODEV: no devpts belongs to the path; ENOSPC: <c>kernel.pty.max</c>; …</exception>
    public static TerminalMaster Open(string ptmxPath = "/dev/ptmx") =>
        Unlock(LibC.openat(Fcntl.AT_FDCWD, ptmxPath, Flags, 0), ptmxPath);

    /// <summary>Makes a pseudoterminal in a devpts instance, and unlocks its inner side. No symbolic link can lead elsewhere.</summary>
    /// <param name="devpts">The root directory of a mounted devpts.</param>
    /// <exception cref="LinuxException">EACCES: the instance's <c>ptmx</c> has the mode 0 (mount it with <c>ptmxmode=0666</c>).</exception>
    public static TerminalMaster Open(FileDescriptor devpts)
    {
        int descriptor = LibC.openat(devpts.Number, "ptmx", Flags, 0);
        GC.KeepAlive(devpts);
        return Unlock(descriptor, "ptmx of devpts");
    }

    /// <summary>
    /// Opens the inner side without a path, which a container's mounts could lead astray; TIOCGPTPEER. It does not become the
    /// controlling terminal.
    /// </summary>
    /// <exception cref="LinuxException">EMFILE, EIO.</exception>
    public Terminal OpenPeer() => new(this.Check(
        LibC.ioctl_value(this, TerminalRequest.TIOCGPTPEER, (nint)Flags), "ioctl TIOCGPTPEER"));

    private static TerminalMaster Unlock(int descriptor, string path)
    {
        var master = new TerminalMaster(LinuxException.Check(descriptor, "open", path));
        try
        {
            int locked = 0;
            master.Check(LibC.ioctl(master, TerminalRequest.TIOCSPTLCK, &locked), "ioctl TIOCSPTLCK");
            return master;
        }
        catch
        {
            master.Dispose();
            throw;
        }
    }
}
