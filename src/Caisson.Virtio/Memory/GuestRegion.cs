namespace Caisson.Virtio.Memory;

/// <summary>
/// A stretch of the guest's memory without holes: what a memory slot of KVM and a region of vhost-user is made of.
/// </summary>
/// <param name="GuestAddress">Where the guest sees it.</param>
/// <param name="LengthBytes">How long it is.</param>
/// <param name="FileOffset">Where it is in <see cref="GuestMemory.File"/>.</param>
/// <param name="HostAddress">Where this process sees it.</param>
public readonly record struct GuestRegion(ulong GuestAddress, ulong LengthBytes, long FileOffset, nint HostAddress);
