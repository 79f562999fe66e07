using Caisson.Linux.Resctrl;

namespace Caisson.Runtime.State;

/// <summary>A container's place in the resctrl file system.</summary>
/// <param name="Path">The directory of its class of service.</param>
/// <param name="Monitor">The directory that measures it apart; empty if it is not.</param>
/// <param name="IsOwn">Whether the class is the container's own, and goes with it.</param>
public sealed record ContainerRdt(string Path, string Monitor, bool IsOwn)
{
    /// <summary>The group itself.</summary>
    public ResctrlGroup Open() => new(Path, Monitor.Length > 0 ? Monitor : null);
}
