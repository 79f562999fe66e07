namespace Caisson.Engine.Networks.Records;

/// <summary>The pair of links of an endpoint.</summary>
public sealed record EndpointLinks
{
    /// <summary>The name on the host.</summary>
    public string Host { get; set; } = "";

    /// <summary>The name in the container.</summary>
    public string Container { get; set; } = "";
}
