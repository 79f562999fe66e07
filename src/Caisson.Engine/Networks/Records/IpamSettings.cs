
namespace Caisson.Engine.Networks.Records;

/// <summary>The addresses of a network (Docker Engine API, IPAM).</summary>
public sealed record IpamSettings
{
    /// <summary>Always default.</summary>
    public string Driver { get; set; } = "default";

    /// <summary>Options of the driver.</summary>
    public SortedDictionary<string, string>? Options { get; set; }

    /// <summary>The subnets.</summary>
    public IReadOnlyList<SubnetSettings> Config { get; set => field = value ?? []; } = [];
}
