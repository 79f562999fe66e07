using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Mounts;

/// <summary>
/// A mount, or a tree of mounts, held by a descriptor. It is attached nowhere until <see cref="AttachTo"/>, and gone
/// when the descriptor is closed before that; open_tree(2), fsmount(2), move_mount(2), mount_setattr(2).
/// </summary>
public sealed unsafe class MountTree : FileDescriptor
{
    private MountTree(int descriptor)
        : base(descriptor)
    {
    }

    /// <summary>Takes over a descriptor that another process made as a copy of a mount.</summary>
    public static MountTree Adopt(FileDescriptor descriptor) => new(descriptor.Release());

    /// <summary>A copy of the mount at a path, as mount --bind makes.</summary>
    /// <param name="path">A path of this mount namespace; symbolic links are followed.</param>
    /// <param name="recursive">With all mounts below, as --rbind.</param>
    public static MountTree Clone(string path, bool recursive) => Clone(Fcntl.AT_FDCWD, path, recursive, path);

    /// <summary>A copy of the mount that a descriptor of this mount namespace refers to, from that place on.</summary>
    /// <param name="place">A handle on the place.</param>
    /// <param name="recursive">With all mounts below.</param>
    /// <param name="name">What to call it in an error.</param>
    public static MountTree Clone(FileDescriptor place, bool recursive, string name) =>
        Clone(place.Number, "", recursive, name);

    /// <summary>Mounts a new file system, attached nowhere yet.</summary>
    /// <param name="options">What to mount.</param>
    /// <param name="attributes">The mount's attributes.</param>
    /// <exception cref="LinuxException">The error with the kernel's own words about it, where it gave any.</exception>
    public static MountTree Create(FileSystemOptions options, MountAttributes attributes)
    {
        string call = $"mount {options.Type}";
        nint opened = LibC.fsopen((nint)SyscallNumber.SYS_fsopen, options.Type, (nint)MountApi.FSOPEN_CLOEXEC);
        LinuxException.Check(opened, call);
        using var context = new FileDescriptor((int)opened);
        Configure(context, call, MountApi.FSCONFIG_SET_STRING, "source", options.Source ?? options.Type);
        foreach (string option in options.Options ?? [])
        {
            int equals = option.IndexOf('=');
            if (equals < 0)
            {
                Configure(context, call, MountApi.FSCONFIG_SET_FLAG, option, null);
            }
            else
            {
                Configure(context, call, MountApi.FSCONFIG_SET_STRING, option[..equals], option[(equals + 1)..]);
            }
        }

        if (options.ReadOnly)
        {
            Configure(context, call, MountApi.FSCONFIG_SET_FLAG, "ro", null);
        }

        Configure(context, call, MountApi.FSCONFIG_CMD_CREATE, null, null);
        nint mount = LibC.fsmount(
            (nint)SyscallNumber.SYS_fsmount, context.Number, (nint)MountApi.FSMOUNT_CLOEXEC, (nint)attributes);
        return mount >= 0 ? new MountTree((int)mount) : throw Explain(context, FileSystemError(), call);
    }

    /// <summary>Whether a file system takes an option with a value; nothing is mounted.</summary>
    internal static bool TakesOption(string type, string key, string value)
    {
        nint opened = LibC.fsopen((nint)SyscallNumber.SYS_fsopen, type, (nint)MountApi.FSOPEN_CLOEXEC);
        LinuxException.Check(opened, $"mount {type}");
        using var context = new FileDescriptor((int)opened);
        return LibC.fsconfig(
            (nint)SyscallNumber.SYS_fsconfig, context.Number, (nint)MountApi.FSCONFIG_SET_STRING, key, value, 0) == 0;
    }

    /// <summary>Changes attributes or propagation; mount_setattr(2).</summary>
    /// <param name="change">What to change.</param>
    /// <param name="recursive">Of all mounts of the tree.</param>
    /// <param name="name">What to call it in an error.</param>
    public void Change(MountChange change, bool recursive, string name) =>
        Change(Number, "", change, (recursive ? AtFlags.AT_RECURSIVE : 0) | AtFlags.AT_EMPTY_PATH, name);

    /// <summary>Changes attributes or propagation of what is mounted at a path; mount_setattr(2).</summary>
    public static void ChangeAt(string path, MountChange change, bool recursive) =>
        Change(Fcntl.AT_FDCWD, path, change, recursive ? AtFlags.AT_RECURSIVE : AtFlags.None, path);

    /// <summary>Changes attributes or propagation of the mount whose root a handle refers to; mount_setattr(2).</summary>
    public static void ChangeAt(FileDescriptor place, MountChange change, bool recursive, string name) =>
        Change(place.Number, "", change, (recursive ? AtFlags.AT_RECURSIVE : 0) | AtFlags.AT_EMPTY_PATH, name);

    /// <summary>
    /// Attaches the tree to a place that a descriptor refers to: no path is looked up, so nothing can be swapped
    /// underneath; move_mount(2).
    /// </summary>
    /// <param name="place">A handle (O_PATH) on a directory for a directory, on a file for anything else.</param>
    /// <param name="name">What to call the place in an error.</param>
    public void AttachTo(FileDescriptor place, string name)
    {
        nint result = LibC.move_mount(
            (nint)SyscallNumber.SYS_move_mount,
            Number,
            "",
            place.Number,
            "",
            (nint)(MountApi.MOVE_MOUNT_F_EMPTY_PATH | MountApi.MOVE_MOUNT_T_EMPTY_PATH));
        LinuxException.Check(result, "mount on", name);
    }

    private static MountTree Clone(int directory, string path, bool recursive, string name)
    {
        nint flags = (nint)(MountApi.OPEN_TREE_CLONE | MountApi.OPEN_TREE_CLOEXEC);
        flags |= recursive ? (nint)AtFlags.AT_RECURSIVE : 0;
        flags |= path.Length == 0 ? (nint)AtFlags.AT_EMPTY_PATH : 0;
        nint fd = LibC.open_tree((nint)SyscallNumber.SYS_open_tree, directory, path, flags);
        LinuxException.Check(fd, "open_tree", name);
        return new MountTree((int)fd);
    }

    private static void Change(int directory, string path, MountChange change, AtFlags flags, string name)
    {
        var attr = new LibC.MountAttr
        {
            attr_set = (ulong)change.Set,
            attr_clr = (ulong)change.Clear,
            propagation = (ulong)change.Propagation,
            userns_fd = change.IdMapNamespace is { } userNamespace ? (ulong)userNamespace.Number : 0,
        };
        nint result = LibC.mount_setattr(
            (nint)SyscallNumber.SYS_mount_setattr, directory, path, (nint)flags, &attr, sizeof(LibC.MountAttr));
        LinuxException.Check(result, "mount_setattr", name);
    }

    private static void Configure(FileDescriptor context, string call, uint command, string? key, string? value)
    {
        nint result = LibC.fsconfig((nint)SyscallNumber.SYS_fsconfig, context.Number, (nint)command, key, value, 0);
        if (result < 0)
        {
            throw Explain(context, FileSystemError(), key is null ? call : $"{call} (option {(value is null ? key : $"{key}={value}")})");
        }
    }

    private static Errno FileSystemError() => Files.FileSystem.LastError;

    // A file system context answers reads with its log, a message a read: "e overlay: …"; ENODATA when there is none.
    private static LinuxException Explain(FileDescriptor context, Errno errno, string call)
    {
        Span<byte> buffer = stackalloc byte[256];
        try
        {
            int length = context.Read(buffer);
            string message = Encoding.UTF8.GetString(buffer[..length]).TrimEnd();
            return new LinuxException(errno, message.Length > 2 ? $"{call} ({message[2..]})" : call);
        }
        catch (LinuxException)
        {
            return new LinuxException(errno, call);
        }
    }
}
