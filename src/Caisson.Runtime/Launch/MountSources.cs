using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Mounts;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.Init.Root;

namespace Caisson.Runtime.Launch;

/// <summary>
/// Bind mounts whose source the container's first process may not reach or may not map: the runtime clones them, with
/// its own rights, before there is a process.
/// </summary>
internal static class MountSources
{
    /// <summary>Clones what is needed.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="hasUserNamespace">Whether the process will be in a user namespace.</param>
    /// <returns>The trees, by the mount's index in config.json.</returns>
    internal static Dictionary<int, MountTree> Clone(ContainerBundle bundle, bool hasUserNamespace)
    {
        var trees = new Dictionary<int, MountTree>();
        ContainerMount[] mounts = bundle.Config.Mounts ?? [];
        bool privileged = Execution.EffectiveIds().User == 0;
        for (int i = 0; i < mounts.Length; i++)
        {
            MountOptions options = MountOptions.Parse(mounts[i].Options);
            bool isBind = (options.IsBind || mounts[i].Type == "bind") && !options.IsRemount;
            bool isMapped = options.IdMap.Wanted || mounts[i].UidMappings is { Length: > 0 };
            if (isBind && (isMapped || (hasUserNamespace && privileged)))
            {
                trees[i] = CloneOne(bundle, i, mounts[i], options, isMapped);
            }
        }

        return trees;
    }

    private static MountTree CloneOne(ContainerBundle bundle, int index, ContainerMount mount, MountOptions options, bool isMapped)
    {
        if (isMapped && (mount.UidMappings ?? bundle.Config.Linux?.UidMappings) is not { Length: > 0 })
        {
            throw new ContainerException(
                $"config.json: mounts[{index}] ({mount.Destination}): idmap: needs uidMappings and gidMappings, its own or those of linux");
        }

        string source = Path.GetFullPath(mount.Source ?? "", bundle.Path);
        try
        {
            MountTree tree = MountTree.Clone(source, options.IsRecursive);
            if (isMapped)
            {
                using FileDescriptor ns = UserNamespaceMapping.Create(
                    mount.UidMappings ?? bundle.Config.Linux?.UidMappings ?? [],
                    mount.GidMappings ?? bundle.Config.Linux?.GidMappings ?? []);
                tree.Change(
                    new MountChange { Set = MountAttributes.MOUNT_ATTR_IDMAP, IdMapNamespace = ns }, options.IdMap.Recursive, source);
            }

            return tree;
        }
        catch (LinuxException e)
        {
            throw new ContainerException($"config.json: mounts[{index}] ({mount.Destination}): {e.Message}", e);
        }
    }
}
