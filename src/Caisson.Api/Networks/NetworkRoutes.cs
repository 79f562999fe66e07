using Caisson.Api.Routing;
using Caisson.Engine;
using Caisson.Engine.Networks;
using Microsoft.AspNetCore.Http;

namespace Caisson.Api.Networks;

/// <summary><c>/networks</c>.</summary>
internal static class NetworkRoutes
{
    // Until then, a list had the containers of each network.
    private const int ListWithoutContainersMinor = 28;

    /// <summary>Adds the routes.</summary>
    internal static void Map(RouteTable routes, EngineHost host)
    {
        routes.Get("/networks", call => ListAsync(call, host));
        routes.Get("/networks/{id}", call => InspectAsync(call, host));
        routes.Post("/networks/create", call => CreateAsync(call, host));
        routes.Post("/networks/prune", call => PruneAsync(call, host));
        routes.Post("/networks/{id}/connect", call => ConnectAsync(call, host));
        routes.Post("/networks/{id}/disconnect", call => DisconnectAsync(call, host));
        routes.Delete("/networks/{id}", call => RemoveAsync(call, host));
    }

    private static Task ListAsync(ApiCall call, EngineHost host)
    {
        bool withContainers = !call.Version.Has(ListWithoutContainersMinor);
        IReadOnlyList<NetworkAnswer> answers =
            [.. NetworkFilter.List(host.Networks.List(), call.Query.Filters()).Select(n => NetworkAnswer.Of(n, withContainers))];
        return call.JsonAsync(answers, NetworkJson.Wire.IReadOnlyListNetworkAnswer);
    }

    private static Task InspectAsync(ApiCall call, EngineHost host)
    {
        string scope = call.Query.Text("scope");
        NetworkDescription network = host.Networks.Find(call["id"]);
        return scope.Length == 0 || scope == network.Record.Scope
            ? call.JsonAsync(NetworkAnswer.Of(network, withContainers: true), NetworkJson.Wire.NetworkAnswer)
            : throw new EngineException(EngineErrorKind.NotFound, $"network {call["id"]} not found");
    }

    private static async Task CreateAsync(ApiCall call, EngineHost host)
    {
        NetworkCreateRequest request = await call.ReadJsonAsync(NetworkJson.Wire.NetworkCreateRequest).ConfigureAwait(false) ?? new();
        string id = await host.Networks.CreateAsync(request).ConfigureAwait(false);
        await call.JsonAsync(new NetworkCreateAnswer { Id = id }, NetworkJson.Wire.NetworkCreateAnswer, StatusCodes.Status201Created)
            .ConfigureAwait(false);
    }

    private static async Task RemoveAsync(ApiCall call, EngineHost host)
    {
        await host.Networks.RemoveAsync(call["id"]).ConfigureAwait(false);
        await call.Done().ConfigureAwait(false);
    }

    private static async Task PruneAsync(ApiCall call, EngineHost host)
    {
        IReadOnlyList<string> removed = await host.Networks.PruneAsync(NetworkFilter.Prune(call.Query.Filters(), host.Clock)).ConfigureAwait(false);
        host.Events.Publish("network", "prune", "", new Dictionary<string, string> { ["reclaimed"] = "0" });
        await call.JsonAsync(
            new NetworkPruneAnswer { NetworksDeleted = removed.Count > 0 ? removed : null }, NetworkJson.Wire.NetworkPruneAnswer).ConfigureAwait(false);
    }

    private static async Task ConnectAsync(ApiCall call, EngineHost host)
    {
        NetworkConnectRequest request = await call.ReadJsonAsync(NetworkJson.Wire.NetworkConnectRequest).ConfigureAwait(false) ?? new();
        string container = host.Networks.FindContainer(request.Container);
        await host.Networks.ConnectAsync(call["id"], container, request.EndpointConfig).ConfigureAwait(false);
        await call.Status(StatusCodes.Status200OK).ConfigureAwait(false);
    }

    private static async Task DisconnectAsync(ApiCall call, EngineHost host)
    {
        NetworkDisconnectRequest request = await call.ReadJsonAsync(NetworkJson.Wire.NetworkDisconnectRequest).ConfigureAwait(false) ?? new();
        string container = host.Networks.FindContainer(request.Container);
        await host.Networks.DisconnectAsync(call["id"], container, request.Force).ConfigureAwait(false);
        await call.Status(StatusCodes.Status200OK).ConfigureAwait(false);
    }
}
