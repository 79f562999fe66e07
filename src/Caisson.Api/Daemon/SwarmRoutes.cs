using Caisson.Api.Routing;
using Microsoft.AspNetCore.Http;

namespace Caisson.Api.Daemon;

/// <summary>What belongs to a cluster or to plug-ins, answered as an engine does that is in no cluster and has none.</summary>
internal static class SwarmRoutes
{
    private const string NoManager =
        "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.";

    private const string NoCluster = "this engine has no clusters: more than one machine is what Kubernetes is for";
    private const string NoPlugins = "this engine has no plugins";

    private static readonly (string Method, string Pattern)[] Managers =
    [
        ("GET", "/swarm"), ("POST", "/swarm/update"), ("GET", "/swarm/unlockkey"), ("POST", "/swarm/unlock"),
        ("GET", "/services"), ("POST", "/services/create"), ("GET", "/services/{id}"), ("DELETE", "/services/{id}"),
        ("POST", "/services/{id}/update"), ("GET", "/services/{id}/logs"),
        ("GET", "/nodes"), ("GET", "/nodes/{id}"), ("DELETE", "/nodes/{id}"), ("POST", "/nodes/{id}/update"),
        ("GET", "/tasks"), ("GET", "/tasks/{id}"), ("GET", "/tasks/{id}/logs"),
        ("GET", "/secrets"), ("POST", "/secrets/create"), ("GET", "/secrets/{id}"), ("DELETE", "/secrets/{id}"),
        ("POST", "/secrets/{id}/update"),
        ("GET", "/configs"), ("POST", "/configs/create"), ("GET", "/configs/{id}"), ("DELETE", "/configs/{id}"),
        ("POST", "/configs/{id}/update"),
    ];

    /// <summary>Adds the routes.</summary>
    internal static void Map(RouteTable routes)
    {
        foreach ((string method, string pattern) in Managers)
        {
            routes.Add(method, pattern, static call => call.ErrorAsync(StatusCodes.Status503ServiceUnavailable, NoManager));
        }

        routes.Post("/swarm/init", static call => call.ErrorAsync(StatusCodes.Status501NotImplemented, NoCluster));
        routes.Post("/swarm/join", static call => call.ErrorAsync(StatusCodes.Status501NotImplemented, NoCluster));
        routes.Post("/swarm/leave", static call => call.ErrorAsync(
            StatusCodes.Status503ServiceUnavailable, "This node is not part of a swarm"));
        MapPlugins(routes);
    }

    private static void MapPlugins(RouteTable routes)
    {
        routes.Get("/plugins", static call => call.RawJsonAsync("[]"u8.ToArray()));
        routes.Get("/plugins/privileges", static call => call.ErrorAsync(StatusCodes.Status501NotImplemented, NoPlugins));
        routes.Post("/plugins/pull", static call => call.ErrorAsync(StatusCodes.Status501NotImplemented, NoPlugins));
        routes.Post("/plugins/create", static call => call.ErrorAsync(StatusCodes.Status501NotImplemented, NoPlugins));
        foreach (string verb in new[] { "enable", "disable", "push", "upgrade", "set" })
        {
            routes.Post($"/plugins/{{name:.*}}/{verb}", NotFoundAsync);
        }

        routes.Get("/plugins/{name:.*}/json", NotFoundAsync);
        routes.Delete("/plugins/{name:.*}", NotFoundAsync);
    }

    private static Task NotFoundAsync(ApiCall call) =>
        call.ErrorAsync(StatusCodes.Status404NotFound, $"plugin \"{call["name"]}\" not found");
}
