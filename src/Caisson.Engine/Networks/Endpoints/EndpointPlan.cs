using System.Net;
using Caisson.Engine.Networks.Model;
using Caisson.Engine.Settings;
using Caisson.Network.Bridges;

namespace Caisson.Engine.Networks.Endpoints;

/// <summary>An endpoint that is about to be made; its addresses are taken.</summary>
/// <param name="Network">The network.</param>
/// <param name="Settings">What it will have.</param>
/// <param name="Endpoint">For the kernel; null in networks without a bridge.</param>
internal sealed record EndpointPlan(NetworkState Network, EndpointSettings Settings, Endpoint? Endpoint)
{
    /// <summary>The addresses.</summary>
    internal IEnumerable<IPAddress> Addresses => Endpoint?.Addresses.Select(static a => a.Address) ?? [];
}
