using Caisson.Api.Containers;
using Caisson.Api.Images;
using Caisson.Api.Routing;
using Caisson.Api.Volumes;
using Caisson.Engine;
using Caisson.Engine.Containers;
using Caisson.Engine.Containers.Listing;
using Caisson.Engine.Volumes;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Api.Daemon;

/// <summary><c>/system/df</c>.</summary>
internal static class DiskUsageRoutes
{
    /// <summary>Adds the routes.</summary>
    internal static void Map(RouteTable routes, EngineHost host) => routes.Get("/system/df", call => AnswerAsync(call, host));

    private static async Task AnswerAsync(ApiCall call, EngineHost host)
    {
        string[] types = call.Query.Texts("type");
        foreach (string type in types)
        {
            if (type is not ("container" or "image" or "volume" or "build-cache"))
            {
                throw new EngineException(EngineErrorKind.InvalidParameter, $"unknown object type: {type}");
            }
        }

        bool Wants(string type) => types.Length == 0 || types.Contains(type);
        DiskUsageAnswer answer = new()
        {
            LayersSize = Wants("image") ? LayerBytes(host) : 0,
            Images = Wants("image") ? Images(call, host) : null,
            Containers = Wants("container") ? await ContainersAsync(call, host).ConfigureAwait(false) : null,
            Volumes = Wants("volume") ? await VolumesAsync(host).ConfigureAwait(false) : null,
            BuildCache = Wants("build-cache") ? [] : null,
        };
        await call.JsonAsync(answer, DaemonJson.Wire.DiskUsageAnswer).ConfigureAwait(false);
    }

    private static long LayerBytes(EngineHost host) =>
        host.Images.Layers.List().Sum(d => host.Images.Layers.TryGet(d)?.Sizes.FileBytes ?? 0);

    private static List<ImageSummary> Images(ApiCall call, EngineHost host)
    {
        IReadOnlyList<StoredImage> images = host.Images.Images.List();
        Dictionary<Digest, int> shared = ImageAnswers.CountLayers(images);
        ImageAnswers answers = new(host, call.Version);
        return [.. images.Select(i => answers.Summary(i, static _ => true, shared, host.ImageActions.UsersOf(i.Id).Count))];
    }

    private static async Task<List<ListAnswer>> ContainersAsync(ApiCall call, EngineHost host)
    {
        ContainerAnswers answers = new(host);
        List<ListAnswer> all = [];
        foreach (Container container in host.Containers.Store.All)
        {
            ContainerSizes sizes = await ContainerSizes.OfAsync(host.Containers, host.Images, container, call.Gone).ConfigureAwait(false);
            all.Add(answers.List(container, sizes));
        }

        return all;
    }

    private static async Task<List<VolumeAnswer>> VolumesAsync(EngineHost host)
    {
        List<VolumeAnswer> all = [];
        foreach (VolumeRecord volume in host.Volumes.All)
        {
            long bytes = await host.Volumes.SizeAsync(volume.Name).ConfigureAwait(false);
            all.Add(VolumeAnswer.Of(host, volume) with { UsageData = new UsageAnswer(host.Volumes.UsersOf(volume.Name).Count, bytes) });
        }

        return all;
    }
}
