using Caisson.Linux;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Caisson.Runtime;
using Caisson.Runtime.Lifecycle;
using Caisson.Runtime.State;

namespace Caisson.Engine.Sandboxes;

/// <summary>What is left of containers that have ended: the runtime's record, the cgroup, the root where it was mounted. Thread: one at
/// a time for each container.</summary>
/// <param name="execRoot">Where their folders are.</param>
/// <param name="store">Where the runtime keeps them.</param>
internal sealed class SandboxRest(string execRoot, ContainerStore store)
{
    /// <summary>Removes it; what still runs is ended.</summary>
    /// <param name="id">The container.</param>
    internal void Remove(string id)
    {
        DeleteContainer.Run(store, id, force: true, static _ => { });
        new SandboxFolder(execRoot, id).Remove();
    }

    /// <summary>Removes it of all that nobody keeps: an engine was killed while it started or removed them.</summary>
    /// <param name="kept">The containers that somebody keeps.</param>
    internal void RemoveAllBut(IReadOnlySet<string> kept)
    {
        foreach (string id in store.Ids().Union(Folders()).Where(i => !kept.Contains(i)))
        {
            try
            {
                Remove(id);
            }
            catch (Exception e) when (e is ContainerException or CgroupException or LinuxException)
            {
                // The next start of the container, or its removal, tries again and says why.
            }
        }
    }

    private List<string> Folders()
    {
        string path = SandboxFolder.AllOf(execRoot);
        using FileDescriptor? folder = FileSystem.TryOpen(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        return folder is null ? [] : DirectoryListing.Names(folder, path);
    }
}
