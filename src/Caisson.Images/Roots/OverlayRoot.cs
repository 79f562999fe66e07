using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Roots;

/// <summary>
/// An image's root as its containers see it, held by a descriptor and mounted nowhere: nobody else can reach it, and it
/// goes with the descriptor.
/// </summary>
internal static class OverlayRoot
{
    /// <summary>A root to read.</summary>
    /// <param name="lowers">The folders of its layers, the uppermost first; at least one.</param>
    internal static RootDirectory OpenReadOnly(IReadOnlyList<string> lowers) => new(OverlayMount.Create(
        Options(lowers), MountAttributes.MOUNT_ATTR_RDONLY | MountAttributes.MOUNT_ATTR_NODEV));

    /// <summary>A root to change.</summary>
    /// <param name="lowers">The folders of its layers, the uppermost first; at least one.</param>
    /// <param name="upper">Where changes go.</param>
    /// <param name="work">For overlayfs' own use.</param>
    internal static RootDirectory OpenWritable(IReadOnlyList<string> lowers, string upper, string work) =>
        new(OverlayMount.Create(Options(lowers) with { Upper = upper, Work = work }, MountAttributes.MOUNT_ATTR_NODEV));

    private static OverlayOptions Options(IReadOnlyList<string> lowers) =>
        new() { Lowers = lowers, UserAttributes = !Environment.IsPrivilegedProcess };
}
