using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Namespaces;
using Caisson.Linux.Netlink;
using Caisson.Linux.Uapi;

namespace Caisson.Network.Bridges;

/// <summary>The network namespaces of containers, each pinned to a file in one folder.</summary>
/// <remarks>Thread: any.</remarks>
public sealed class ContainerNamespaces
{
    private const uint PublicDirectory = 0b111_101_101;

    // Interfaces that come later have no IPv6 unless they are given some: no link-local addresses, no announcements.
    private const string DefaultIpv6Switch = "/proc/sys/net/ipv6/conf/default/disable_ipv6";

    private readonly string _folder;
    private readonly NamespaceThread _threads;

    /// <summary>Works in a folder.</summary>
    /// <param name="folder">The folder; it is made if it is missing.</param>
    /// <param name="threads">Where work in namespaces is done.</param>
    public ContainerNamespaces(string folder, NamespaceThread threads)
    {
        _folder = folder;
        _threads = threads;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            FileSystem.ChangeMode(folder, PublicDirectory);
        }
    }

    /// <summary>Where a container's namespace is pinned, whether there is one or not.</summary>
    /// <param name="name">Its name: letters and digits.</param>
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>The names of all that are there.</summary>
    public IEnumerable<string> List() => Directory.EnumerateFiles(_folder).Select(p => Path.GetFileName(p));

    /// <summary>Makes a namespace, with its loopback interface on.</summary>
    /// <param name="name">Its name: letters and digits.</param>
    /// <exception cref="LinuxException">EEXIST: there is one; ENOSPC: too many.</exception>
    public Task<ContainerNamespace> CreateAsync(string name)
    {
        string path = PathOf(name);
        return _threads.RunInNewAsync(() =>
        {
            FileDescriptor own = NetworkNamespace.OpenOwn();
            RtNetlink? netlink = null;
            try
            {
                Loopback.Up();
                TrySet(DefaultIpv6Switch, "1");
                netlink = new RtNetlink();
                NetworkNamespace.Pin(own, path);
                return new ContainerNamespace(path, own, netlink);
            }
            catch
            {
                netlink?.Dispose();
                own.Dispose();
                throw;
            }
        });
    }

    /// <summary>Opens a namespace that is there.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="LinuxException">ENOENT: there is none.</exception>
    public async Task<ContainerNamespace> OpenAsync(string name)
    {
        string path = PathOf(name);
        FileDescriptor descriptor = NetworkNamespace.Open(path);
        try
        {
            RtNetlink netlink = await _threads.RunAsync(descriptor, () => new RtNetlink()).ConfigureAwait(false);
            return new ContainerNamespace(path, descriptor, netlink);
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>Lets a namespace go: it ends with the last process in it.</summary>
    /// <param name="name">Its name.</param>
    public bool Remove(string name) => NetworkNamespace.Unpin(PathOf(name));

    /// <summary>Switches IPv6 on for a link of a namespace.</summary>
    internal Task<bool> EnableIpv6Async(ContainerNamespace target, string link) => _threads.RunAsync(
        target.Descriptor, () => TrySet($"/proc/sys/net/ipv6/conf/{link}/disable_ipv6", "0"));

    // There is no such file where the kernel has no IPv6 at all.
    private static bool TrySet(string path, string value)
    {
        try
        {
            FileSystem.WriteText(path, value);
            return true;
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.EROFS)
        {
            return false;
        }
    }
}
