using Caisson.Linux.Descriptors;
using Caisson.Linux.Netlink;

namespace Caisson.Network.Bridges;

/// <summary>A container's network namespace, open.</summary>
/// <remarks>Thread: one at a time. It stays when this is disposed.</remarks>
public sealed class ContainerNamespace : IDisposable
{
    internal ContainerNamespace(string path, FileDescriptor descriptor, RtNetlink netlink)
    {
        Path = path;
        Descriptor = descriptor;
        Netlink = netlink;
    }

    /// <summary>Where it is pinned.</summary>
    public string Path { get; }

    /// <summary>Its descriptor.</summary>
    public FileDescriptor Descriptor { get; }

    /// <summary>A conversation with the kernel about it.</summary>
    internal RtNetlink Netlink { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Netlink.Dispose();
        Descriptor.Dispose();
    }
}
