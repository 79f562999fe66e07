using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Netlink;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.Launch;

/// <summary>linux.netDevices: interfaces of the host that move into the container, with their addresses.</summary>
internal static class NetDevices
{
    /// <summary>Moves them.</summary>
    /// <param name="processId">A process in the container's network namespace.</param>
    /// <param name="devices">The interfaces, and their new names.</param>
    internal static void Move(int processId, IReadOnlyDictionary<string, NetDevice>? devices)
    {
        if (devices is not { Count: > 0 })
        {
            return;
        }

        using FileDescriptor target = FileSystem.Open($"/proc/{processId}/ns/net", OpenFlags.O_RDONLY);
        foreach ((string name, NetDevice device) in devices)
        {
            try
            {
                LinkTransfer.Move(name, target, device.Name);
            }
            catch (LinuxException e)
            {
                throw new ContainerException($"config.json: linux.netDevices.{name}: {e.Message}", e);
            }
        }
    }
}
