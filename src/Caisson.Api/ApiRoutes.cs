using Caisson.Api.Builds;
using Caisson.Api.Containers;
using Caisson.Api.Daemon;
using Caisson.Api.Hosting;
using Caisson.Api.Images;
using Caisson.Api.Metrics;
using Caisson.Api.Networks;
using Caisson.Api.Registries;
using Caisson.Api.Routing;
using Caisson.Api.Volumes;
using Caisson.Engine;

namespace Caisson.Api;

/// <summary>Every part of the API, in one list.</summary>
internal static class ApiRoutes
{
    /// <summary>The routes of an engine.</summary>
    internal static RouteTable For(EngineHost host, CallMetrics metrics)
    {
        RouteTable routes = new();
        PingRoutes.Map(routes);
        ContainerRoutes.Map(routes, host);
        FileRoutes.Map(routes, host);
        VolumeRoutes.Map(routes, host);
        SystemRoutes.Map(routes, host);
        DiskUsageRoutes.Map(routes, host);
        EventRoutes.Map(routes, host);
        SwarmRoutes.Map(routes);
        RegistryRoutes.Map(routes, host);
        ImageRoutes.Map(routes, host);
        ImageTransferRoutes.Map(routes, host);
        BuildRoutes.Map(routes, host);
        MetricsRoutes.Map(routes, host, metrics);
        NetworkRoutes.Map(routes, host);
        Streams.StreamRoutes.Map(routes, host);
        Execs.ExecRoutes.Map(routes, host);
        Processes.ProcessRoutes.Map(routes, host);
        return routes;
    }
}
