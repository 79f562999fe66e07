using Caisson.Engine.Settings;

namespace Caisson.Api.Containers;

/// <summary>The body of <c>/containers/create</c>.</summary>
internal sealed record CreateBody : ContainerSettings
{
    /// <summary>What it has of its host.</summary>
    public HostSettings? HostConfig { get; set; }

    /// <summary>Its networks.</summary>
    public NetworkingSettings? NetworkingConfig { get; set; }
}
