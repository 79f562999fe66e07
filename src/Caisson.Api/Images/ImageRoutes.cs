using Caisson.Api.Registries;
using Caisson.Api.Routing;
using Caisson.Engine;
using Caisson.Engine.Images;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;
using Microsoft.AspNetCore.Http;

namespace Caisson.Api.Images;

/// <summary><c>/images</c>: what is done with images that are here.</summary>
internal static class ImageRoutes
{
    /// <summary>Adds the routes.</summary>
    internal static void Map(RouteTable routes, EngineHost host)
    {
        routes.Get("/images/json", call => ListAsync(call, host));
        routes.Get("/images/search", SearchAsync);
        routes.Get("/images/{name:.*}/json", call => InspectAsync(call, host));
        routes.Get("/images/{name:.*}/history", call => HistoryAsync(call, host));
        routes.Post("/images/{name:.*}/tag", call => TagAsync(call, host));
        routes.Post("/images/prune", call => PruneAsync(call, host));
        routes.Delete("/images/{name:.*}", call => RemoveAsync(call, host));
    }

    private static Task ListAsync(ApiCall call, EngineHost host)
    {
        Engine.Filtering.FilterSet filters = call.Query.Filters();
        filters.Check("before", "dangling", "label", "reference", "since", "until");
        if (call.Query.Text("filter") is { Length: > 0 } reference)
        {
            // Until 1.41 this was a parameter of its own.
            filters = Engine.Filtering.FilterSet.Of(
                [.. filters.Names.SelectMany(n => filters.Of(n).Select(v => (n, v))), ("reference", reference)]);
        }

        (IReadOnlyList<StoredImage> images, ImageFilters wanted) = host.ImageActions.List(filters);
        ImageAnswers answers = new(host, call.Version);
        Dictionary<Digest, int>? shared = call.Query.Flag("shared-size") ? ImageAnswers.CountLayers(host.Images.Images.List()) : null;
        IReadOnlyList<ImageSummary> list = [.. images.Select(i => answers.Summary(i, wanted.IsWanted, shared))];
        return call.JsonAsync(list, ImageJson.Wire.IReadOnlyListImageSummary);
    }

    private static Task SearchAsync(ApiCall call) => throw new EngineException(
        EngineErrorKind.NotImplemented,
        $"this engine does not search Docker Hub for \"{call.Query.Text("term")}\": use its web site, or pull by name");

    private static Task InspectAsync(ApiCall call, EngineHost host)
    {
        StoredImage image = host.ImageActions.Get(call["name"], ImageNames.PlatformOf(call));
        return call.JsonAsync(new ImageAnswers(host, call.Version).Inspection(image), ImageJson.Wire.ImageInspection);
    }

    private static Task HistoryAsync(ApiCall call, EngineHost host)
    {
        StoredImage image = host.ImageActions.Get(call["name"], ImageNames.PlatformOf(call));
        return call.JsonAsync(new ImageAnswers(host, call.Version).History(image), ImageJson.Wire.IReadOnlyListHistoryItem);
    }

    private static Task TagAsync(ApiCall call, EngineHost host)
    {
        host.ImageActions.Tag(call["name"], ImageNames.Parse(call.Query.Text("repo"), call.Query.Text("tag")));
        return call.Status(StatusCodes.Status201Created);
    }

    private static async Task RemoveAsync(ApiCall call, EngineHost host)
    {
        (string name, bool isForced) = (call["name"], call.Query.Flag("force"));
        ImageRemoval removal = await host.ImageActions.RemoveAsync(name, isForced).ConfigureAwait(false);
        await call.JsonAsync(RemovedImage.Of(removal), ImageJson.Wire.IReadOnlyListRemovedImage).ConfigureAwait(false);
    }

    private static async Task PruneAsync(ApiCall call, EngineHost host)
    {
        ImageRemoval removal = await host.ImageActions.PruneAsync(call.Query.Filters()).ConfigureAwait(false);
        IReadOnlyList<RemovedImage> removed = RemovedImage.Of(removal);
        PrunedImages answer = new() { ImagesDeleted = removed.Count > 0 ? removed : null, SpaceReclaimed = removal.FreedBytes };
        await call.JsonAsync(answer, ImageJson.Wire.PrunedImages).ConfigureAwait(false);
    }
}
