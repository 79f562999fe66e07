using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Sockets;
using Caisson.Linux.Terminals;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.Init;

/// <summary>
/// The container's terminal: made in the container's own devpts, its master sent to whoever asked for it, its other end
/// the process's standard streams. No path of the container is trusted on the way: the instance is checked to be a
/// devpts, and the other end is had from the master (TIOCGPTPEER), not by name.
/// </summary>
internal static class ContainerConsole
{
    /// <summary>Makes the terminal of the first process.</summary>
    /// <param name="root">The container's root.</param>
    /// <param name="process">Its process.</param>
    /// <param name="consoleSocket">The descriptor of the connected console socket.</param>
    internal static void Open(RootDirectory root, ContainerProcess process, int consoleSocket)
    {
        using TerminalMaster master = OpenMaster(root);
        if (process.ConsoleSize is { } size)
        {
            master.Size = new WindowSize((ushort)size.Height, (ushort)size.Width);
        }

        using Terminal terminal = master.OpenPeer();
        using (FileDescriptor place = root.MakeFile("/dev/console", 0b110_000_000))
        using (MountTree tree = MountTree.Clone(terminal, recursive: false, "/dev/console"))
        {
            tree.AttachTo(place, "/dev/console");
        }

        if (process.User.Uid != 0)
        {
            FileSystem.ChangeOwner(terminal, process.User.Uid, uint.MaxValue);
        }

        using (var socket = new UnixSocket(consoleSocket))
        {
            ConsoleSocket.Send(socket, master);
        }

        terminal.BecomeControlling();
        for (int stream = 0; stream <= 2; stream++)
        {
            terminal.DuplicateTo(stream);
        }
    }

    /// <summary>Opens a new terminal in the devpts instance of a container.</summary>
    /// <exception cref="ContainerException">There is no devpts at /dev/pts.</exception>
    internal static TerminalMaster OpenMaster(RootDirectory root)
    {
        using FileDescriptor? devpts = root.TryOpen("/dev/pts", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        if (devpts is null || FileSystem.Magic(devpts) != FileSystemMagic.DEVPTS_SUPER_MAGIC)
        {
            throw new ContainerException("process.terminal: the container has no devpts at /dev/pts; add it to mounts");
        }

        return TerminalMaster.Open(devpts);
    }
}
