using Caisson.Api.Routing;
using Microsoft.AspNetCore.Http;

namespace Caisson.Api.Daemon;

/// <summary><c>/_ping</c>: is it there, and what does it speak?</summary>
internal static class PingRoutes
{
    // The classic builder; 2 would be BuildKit.
    private const string BuilderVersion = "1";

    /// <summary>Adds the routes.</summary>
    internal static void Map(RouteTable routes)
    {
        routes.Get("/_ping", PingAsync);
        routes.Head("/_ping", HeadAsync);
    }

    private static Task PingAsync(ApiCall call)
    {
        AddHeaders(call.Http.Response.Headers);
        return call.TextAsync("OK");
    }

    private static Task HeadAsync(ApiCall call)
    {
        AddHeaders(call.Http.Response.Headers);
        call.Http.Response.ContentLength = 0;
        call.Http.Response.ContentType = "text/plain; charset=utf-8";
        return Task.CompletedTask;
    }

    private static void AddHeaders(IHeaderDictionary headers)
    {
        headers["Builder-Version"] = BuilderVersion;
        headers["Cache-Control"] = "no-cache, no-store, must-revalidate";
        headers["Pragma"] = "no-cache";
        headers["Swarm"] = "inactive";
    }
}
