using Caisson.Engine.Settings;

namespace Caisson.Api.Processes;

/// <summary>What is to change of a container; Docker Engine API, ContainerUpdate.</summary>
internal sealed record UpdateBody : ResourceSettings
{
    /// <summary>The restart policy.</summary>
    public RestartPolicy? RestartPolicy { get; set; }
}
