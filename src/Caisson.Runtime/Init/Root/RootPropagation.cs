using System.Globalization;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.Init.Root;

/// <summary>linux.rootfsPropagation; mount_namespaces(7), "Shared subtrees".</summary>
internal static class RootPropagation
{
    /// <summary>The mount flags of a setting; without one, mounts of the host arrive and none of ours leaves.</summary>
    internal static MountFlags Flags(RootfsPropagation? propagation) => propagation switch
    {
        RootfsPropagation.Private => MountFlags.MS_PRIVATE,
        RootfsPropagation.Rprivate => MountFlags.MS_PRIVATE | MountFlags.MS_REC,
        RootfsPropagation.Slave => MountFlags.MS_SLAVE,
        RootfsPropagation.Shared => MountFlags.MS_SHARED,
        RootfsPropagation.Rshared => MountFlags.MS_SHARED | MountFlags.MS_REC,
        RootfsPropagation.Unbindable => MountFlags.MS_UNBINDABLE,
        RootfsPropagation.Runbindable => MountFlags.MS_UNBINDABLE | MountFlags.MS_REC,
        _ => MountFlags.MS_SLAVE | MountFlags.MS_REC,
    };

    /// <summary>Makes the mount that a directory is on private: pivot_root(2) refuses a shared one.</summary>
    internal static void MakeParentPrivate(string path)
    {
        using FileDescriptor place = FileSystem.Open(path, OpenFlags.O_PATH);
        string id = FileSystem.Status(place, path).MountId.ToString(CultureInfo.InvariantCulture);
        foreach (string line in FileSystem.ReadAllText("/proc/self/mountinfo").Split('\n'))
        {
            // proc_pid_mountinfo(5): the first field is the mount's number, the fifth its place, with octal escapes.
            string[] fields = line.Split(' ');
            if (fields.Length > 4 && fields[0] == id)
            {
                MountTree.ChangeAt(
                    MountInfo.Unescape(fields[4]), new MountChange { Propagation = MountFlags.MS_PRIVATE }, recursive: false);
                return;
            }
        }
    }
}
