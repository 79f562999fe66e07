using Caisson.Engine.Containers.Model;

namespace Caisson.Engine.Containers.Listing;

/// <summary>Docker's words for where a container stands.</summary>
public static class StatusText
{
    /// <summary>The word.</summary>
    /// <param name="status">Where it stands.</param>
    public static string Of(ContainerStatus status) => status switch
    {
        ContainerStatus.Created => "created",
        ContainerStatus.Running => "running",
        ContainerStatus.Paused => "paused",
        ContainerStatus.Restarting => "restarting",
        ContainerStatus.Removing => "removing",
        ContainerStatus.Dead => "dead",
        _ => "exited",
    };
}
