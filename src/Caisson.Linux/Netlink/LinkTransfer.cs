using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;
using Caisson.Linux.Uapi.Net;

namespace Caisson.Linux.Netlink;

/// <summary>Moves a link to another network namespace with what it needs to work on there; OCI runtime-spec 1.3, linux.netDevices.</summary>
public static class LinkTransfer
{
    // What the kernel sets by itself, or refuses to be told.
    private const AddressFlags StateOfAddress = AddressFlags.IFA_F_PERMANENT | AddressFlags.IFA_F_TENTATIVE
        | AddressFlags.IFA_F_DADFAILED | AddressFlags.IFA_F_SECONDARY | AddressFlags.IFA_F_DEPRECATED;

    private const int MaxAttempts = 16;

    /// <summary>
    /// Moves a link, gives it the permanent addresses of global scope that it had, and switches it on. Its hardware address and MTU go
    /// with it by themselves; routes do not.
    /// </summary>
    /// <param name="name">The link, in the calling thread's network namespace.</param>
    /// <param name="target">The other namespace.</param>
    /// <param name="newName">What it is called there; null for the name that it has. With a <c>%d</c>: the first free number.</param>
    /// <returns>The link as it is in the other namespace.</returns>
    /// <exception cref="LinuxException">
    /// ENODEV: there is no such link; EEXIST: its name is taken in the other namespace; EINVAL: the link can't move, or the name can't be; EPERM.
    /// If an address can't be added or the link not be switched on, it stays in the other namespace.
    /// </exception>
    public static LinkInfo Move(string name, FileDescriptor target, string? newName = null)
    {
        using var here = new RtNetlink();
        using RtNetlink there = RtNetlink.OpenIn(target);
        LinkInfo link = here.Links.Get(name);
        string wanted = InterfaceName.Check(newName ?? name, "move link as");

        // The kernel looks for a free name only when the old one is taken, and renames after the move: too late to refuse.
        if (there.Links.TryGet(wanted, out _))
        {
            throw new LinuxException(Errno.EEXIST, $"move link {name} as", wanted);
        }

        // Moving removes them.
        List<AddressInfo> addresses = here.Addresses.List(link.Index);
        int index = MoveToFreeIndex(here, there, link, target, wanted);
        foreach (AddressInfo address in addresses)
        {
            if ((address.Flags & AddressFlags.IFA_F_PERMANENT) != 0 && address.Scope == RouteScope.RT_SCOPE_UNIVERSE)
            {
                there.Addresses.Add(address.On(index, address.Flags & ~StateOfAddress));
            }
        }

        there.Links.SetUp(index);
        return there.Links.TryGet(index, out LinkInfo? moved)
            ? moved
            : throw new LinuxException(Errno.ENODEV, "get link", wanted);
    }

    // The number is chosen here, because with a pattern for a name nothing else would tell the link apart from others over there.
    private static int MoveToFreeIndex(RtNetlink here, RtNetlink there, LinkInfo link, FileDescriptor target, string wanted)
    {
        for (int attempt = 1; ; attempt++)
        {
            int index = link.Index;
            foreach (LinkInfo other in there.Links.List())
            {
                index = Math.Max(index, other.Index + 1);
            }

            try
            {
                here.Links.MoveTo(link.Index, target, wanted, index);
                return index;
            }
            catch (LinuxException e) when (e.Errno == Errno.EBUSY && attempt < MaxAttempts)
            {
                // Somebody else has taken the number in the meantime.
            }
        }
    }
}
