using System.Globalization;
using Caisson.Linux;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Credentials;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Processes;
using Caisson.Linux.Sockets;
using Caisson.Linux.Uapi;
using Caisson.Runtime.Launch;

namespace Caisson.Keeping.Server;

/// <summary>How the keeper comes to be: listens, leaves whoever started it, and serves.</summary>
public static class KeeperStage
{
    /// <summary>The first argument of the process that stays.</summary>
    public const string ServeVerb = "serve";

    private const string Name = "caisson-keeper";
    private const uint OwnerOnly = 0b110_000_000;
    private const int OomScoreAdjustment = -999;

    // In hexadecimal: 512 KiB. Ahead of the first collection, the heap grows to that.
    private static readonly string[] Environment = ["DOTNET_GCgen0size=80000"];

    /// <summary>Starts the process that stays, and returns once it listens.</summary>
    /// <param name="socketPath">Where it is to listen; what is left there by an earlier one is removed.</param>
    /// <param name="arguments">This process's own arguments.</param>
    /// <exception cref="LinuxException">EADDRINUSE: a keeper listens there already.</exception>
    public static void Begin(string socketPath, string[] arguments)
    {
        // What runs is what was there when it was started, whatever is installed meanwhile; and no container reaches it.
        SealedExecutable.EnsureFor(arguments);
        using UnixSocket listener = Listen(socketPath);
        using FileDescriptor executable = FileSystem.Open("/proc/self/exe", OpenFlags.O_RDONLY);
        using FileDescriptor nowhere = FileSystem.Open("/dev/null", OpenFlags.O_RDWR);
        using FileDescriptor log = FileSystem.Open(
            socketPath + ".log", OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND | OpenFlags.O_NOFOLLOW, OwnerOnly);
        using var program = new SyscallProgram();
        program.StartSession();
        program.ChangeDirectory("/");
        program.SetUmask(0b000_010_010);
        program.Redirect(nowhere, 0);
        program.Redirect(nowhere, 1);
        program.Redirect(log, 2);
        program.CloseAllBut(3, [listener], executable);
        string number = listener.Number.ToString(CultureInfo.InvariantCulture);
        program.ExecuteFile(executable, [Name, ServeVerb, number, socketPath], Environment);
        using Child child = program.Spawn(CloneFlags.None);
        child.WaitForExec();
    }

    /// <summary>Serves until there is nothing to keep.</summary>
    /// <param name="arguments">The number of the listening socket, and its path.</param>
    /// <returns>An exit status.</returns>
    public static int Serve(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length != 2 || !int.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return 2;
        }

        using var listener = new UnixSocket(number);
        listener.SetCloseOnExec(true);
        string path = arguments[1];
        FileStatus? own = FileSystem.TryStatus(path, followLink: false);
        try
        {
            Prctl.SetThreadName(Name);
            Prctl.SetChildSubreaper(true);
            RaiseLimits();
            using Cgroup? cgroup = EnterOwnCgroup();
            using (var keeper = new Keeper(listener))
            {
                keeper.Run();
            }

            LeaveCgroup(cgroup);
            return 0;
        }
        catch (Exception e)
        {
            StandardStreams.WriteError($"{Name}: {e.GetType()}: {e.Message}\n{e.StackTrace}\n");
            return 1;
        }
        finally
        {
            // Another may have been started meanwhile.
            if (own is { } status && FileSystem.TryStatus(path, followLink: false) is { } now && now.Inode == status.Inode)
            {
                FileSystem.Remove(path);
            }
        }
    }

    private static UnixSocket Listen(string path)
    {
        try
        {
            using UnixSocket other = UnixSocket.Connect(path, SocketKind.SOCK_SEQPACKET);
            throw new LinuxException(Errno.EADDRINUSE, "listen at", path);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ECONNREFUSED)
        {
            if (e.Errno == Errno.ECONNREFUSED)
            {
                FileSystem.Remove(path);
            }
        }

        UnixSocket listener = UnixSocket.Listen(path, SocketKind.SOCK_SEQPACKET);
        FileSystem.ChangeMode(path, OwnerOnly);
        return listener;
    }

    private static void RaiseLimits()
    {
        try
        {
            ResourceLimit files = ResourceLimits.Get(0, Rlimit.RLIMIT_NOFILE);
            ResourceLimits.TrySet(0, Rlimit.RLIMIT_NOFILE, files with { Soft = files.Hard });
            OomScore.SetAdjustment(System.Environment.ProcessId, OomScoreAdjustment);
        }
        catch (LinuxException)
        {
            // Without CAP_SYS_RESOURCE they stay as they are.
        }
    }

    // A service manager that ends the engine ends all that is in the engine's cgroup.
    private static Cgroup? EnterOwnCgroup()
    {
        try
        {
            CgroupHost host = CgroupHost.Detect();
            foreach (CgroupHierarchy hierarchy in host.Hierarchies)
            {
                RemoveOrphans(hierarchy.MountPoint);
            }

            var cgroup = Cgroup.Create(host, $"/{Name}-{System.Environment.ProcessId}");
            cgroup.AddProcess(System.Environment.ProcessId);
            return cgroup;
        }
        catch (Exception e) when (e is CgroupException or LinuxException)
        {
            return null;
        }
    }

    // Of keepers that were killed.
    private static void RemoveOrphans(string mountPoint)
    {
        using FileDescriptor? root = FileSystem.TryOpen(mountPoint, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        foreach (string name in root is null ? [] : DirectoryListing.Names(root, mountPoint))
        {
            if (name.StartsWith(Name + "-", StringComparison.Ordinal)
                && FileSystem.TryStatus("/proc/" + name[(Name.Length + 1)..]) is null)
            {
                TryRemove($"{mountPoint}/{name}");
            }
        }
    }

    private static void TryRemove(string path)
    {
        try
        {
            FileSystem.Remove(path, isDirectory: true);
        }
        catch (LinuxException)
        {
            // Something lives in it.
        }
    }

    private static void LeaveCgroup(Cgroup? cgroup)
    {
        if (cgroup is null)
        {
            return;
        }

        try
        {
            foreach (string path in cgroup.Paths.Values)
            {
                FileSystem.WriteText($"{Path.GetDirectoryName(path)}/cgroup.procs", "0");
            }

            cgroup.Remove();
        }
        catch (Exception e) when (e is CgroupException or LinuxException)
        {
            // An empty cgroup is left.
        }
    }
}
