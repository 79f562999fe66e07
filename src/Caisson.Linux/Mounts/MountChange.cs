using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Mounts;

/// <summary>What mount_setattr(2) is to change.</summary>
public readonly record struct MountChange
{
    /// <summary>Attributes that are switched on.</summary>
    public MountAttributes Set { get; init; }

    /// <summary>Attributes that are switched off; with an access time to set, <see cref="MountAttributes.MOUNT_ATTR__ATIME"/>.</summary>
    public MountAttributes Clear { get; init; }

    /// <summary>The propagation type (one of MS_PRIVATE, MS_SLAVE, MS_SHARED, MS_UNBINDABLE), or none to leave it.</summary>
    public MountFlags Propagation { get; init; }

    /// <summary>The user namespace whose mapping the mount shows owners through, with MOUNT_ATTR_IDMAP in <see cref="Set"/>.</summary>
    public FileDescriptor? IdMapNamespace { get; init; }
}
