using Caisson.Api.Routing;
using Caisson.Engine;
using Caisson.Engine.Filtering;
using Caisson.Engine.Volumes;
using Microsoft.AspNetCore.Http;

namespace Caisson.Api.Volumes;

/// <summary>Volumes.</summary>
internal sealed class VolumeRoutes(EngineHost host)
{
    /// <summary>Adds the routes.</summary>
    internal static void Map(RouteTable routes, EngineHost host)
    {
        VolumeRoutes all = new(host);
        routes.Get("/volumes", all.ListAsync);
        routes.Get("/volumes/{name}", all.InspectAsync);
        routes.Post("/volumes/create", all.CreateAsync);
        routes.Post("/volumes/prune", all.PruneAsync);
        routes.Delete("/volumes/{name}", all.RemoveAsync);
        routes.Put("/volumes/{name}", static _ => throw new EngineException(
            EngineErrorKind.Unavailable, "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again."));
    }

    private Task ListAsync(ApiCall call)
    {
        VolumeFilters filters = VolumeFilters.Parse(call.Query.Filters(), host.Volumes);
        IReadOnlyList<VolumeAnswer> volumes = [.. host.Volumes.All.Where(filters.Matches).Select(Answer)];
        return call.JsonAsync(new VolumeListAnswer(volumes, null), VolumeJson.Wire.VolumeListAnswer);
    }

    private Task InspectAsync(ApiCall call) => call.JsonAsync(Answer(host.Volumes.Get(call["name"])), VolumeJson.Wire.VolumeAnswer);

    private async Task CreateAsync(ApiCall call)
    {
        VolumeCreateBody body = await call.ReadJsonAsync(VolumeJson.Wire.VolumeCreateBody).ConfigureAwait(false) ?? new VolumeCreateBody();
        VolumeRecord volume = await host.Volumes.CreateAsync(new VolumeRequest
        {
            Name = body.Name,
            Driver = body.Driver,
            Options = body.DriverOpts,
            Labels = body.Labels,
        }).ConfigureAwait(false);
        await call.JsonAsync(Answer(volume), VolumeJson.Wire.VolumeAnswer, StatusCodes.Status201Created).ConfigureAwait(false);
    }

    private async Task RemoveAsync(ApiCall call)
    {
        await host.Volumes.RemoveAsync(call["name"], call.Query.Flag("force")).ConfigureAwait(false);
        await call.Done().ConfigureAwait(false);
    }

    private async Task PruneAsync(ApiCall call)
    {
        FilterSet filters = call.Query.Filters();
        filters.Check("label", "label!", "all");

        // Since 1.42 only those that nobody has given a name.
        bool isAll = !call.Version.Has(42) || filters.Switch("all") == true;
        (IReadOnlyList<string> names, long bytes) = await host.Volumes.PruneAsync(v =>
            (isAll || v.IsAnonymous)
            && filters.FitsLabels("label", v.Labels)
            && !(filters.Has("label!") && filters.FitsLabels("label!", v.Labels))).ConfigureAwait(false);
        await call.JsonAsync(new VolumePruneAnswer(names.Count > 0 ? names : null, bytes), VolumeJson.Wire.VolumePruneAnswer).ConfigureAwait(false);
    }

    private VolumeAnswer Answer(VolumeRecord volume) => VolumeAnswer.Of(host, volume);
}
