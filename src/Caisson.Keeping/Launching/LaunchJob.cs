using Caisson.Keeping.Protocol;

namespace Caisson.Keeping.Launching;

/// <summary>What a launcher is to do; the three standard streams come along as descriptors.</summary>
/// <param name="Kind">A container or an exec.</param>
/// <param name="Store">Where the runtime keeps containers.</param>
/// <param name="Id">The container.</param>
/// <param name="Path">The bundle, or the file with the process.</param>
/// <param name="HasTerminal">Whether the process has a terminal.</param>
/// <param name="SystemdCgroup">Whether the container's cgroup is a unit of systemd's.</param>
internal sealed record LaunchJob(MessageKind Kind, string Store, string Id, string Path, bool HasTerminal, bool SystemdCgroup)
{
    /// <summary>Lays it out.</summary>
    internal MessageWriter Write() => new MessageWriter(Kind, 0)
        .Add(Store).Add(Id).Add(Path).Add(HasTerminal).Add(SystemdCgroup);

    /// <summary>Takes it apart.</summary>
    internal static LaunchJob Read(ref MessageReader message) => new(
        message.Kind, message.AbsolutePath(), message.Id(), message.AbsolutePath(), message.Bool(), message.Bool());
}
