using Caisson.Engine.Settings;

namespace Caisson.Api.Networks;

/// <summary>A network has been made (Docker Engine API, NetworkCreateResponse).</summary>
internal sealed record NetworkCreateAnswer
{
    public required string Id { get; init; }

    public string Warning { get; init; } = "";
}

/// <summary>What prune has removed.</summary>
internal sealed record NetworkPruneAnswer
{
    public required IReadOnlyList<string>? NetworksDeleted { get; init; }
}

/// <summary>A container to connect.</summary>
internal sealed record NetworkConnectRequest
{
    public string Container { get; set; } = "";

    public EndpointSettings? EndpointConfig { get; set; }
}

/// <summary>A container to disconnect.</summary>
internal sealed record NetworkDisconnectRequest
{
    public string Container { get; set; } = "";

    public bool Force { get; set; }
}
