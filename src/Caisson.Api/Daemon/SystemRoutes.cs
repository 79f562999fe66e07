using Caisson.Api.Routing;
using Caisson.Engine;
using Caisson.Engine.Hosts;

namespace Caisson.Api.Daemon;

/// <summary><c>/version</c> and <c>/info</c>.</summary>
internal static class SystemRoutes
{
    /// <summary>Adds the routes.</summary>
    internal static void Map(RouteTable routes, EngineHost host)
    {
        routes.Get("/version", call => call.JsonAsync(VersionAnswer.Of(host, HostFacts.Read()), DaemonJson.Wire.VersionAnswer));
        routes.Get("/info", call => call.JsonAsync(
            InfoBuilder.Build(host, HostFacts.Read()), DaemonJson.Wire.InfoAnswer));
    }
}
