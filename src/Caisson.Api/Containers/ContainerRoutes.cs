using System.Text.Json;
using Caisson.Api.Requests;
using Caisson.Api.Routing;
using Caisson.Engine;
using Caisson.Engine.Containers;
using Caisson.Engine.Containers.Lifecycle;
using Caisson.Engine.Containers.Listing;
using Caisson.Engine.Filtering;
using Caisson.Engine.Settings;
using Caisson.Oci.ImageSpec;
using Microsoft.AspNetCore.Http;

namespace Caisson.Api.Containers;

/// <summary>The lives of containers.</summary>
internal sealed class ContainerRoutes(EngineHost host)
{
    private readonly ContainerAnswers _answers = new(host);

    private ContainerService Containers => host.Containers;

    /// <summary>Adds the routes.</summary>
    internal static void Map(RouteTable routes, EngineHost host)
    {
        ContainerRoutes all = new(host);
        routes.Post("/containers/create", all.CreateAsync);
        routes.Get("/containers/json", all.ListAsync);
        routes.Post("/containers/prune", all.PruneAsync);
        routes.Get("/containers/{id}/json", all.InspectAsync);
        routes.Post("/containers/{id}/start", all.StartAsync);
        routes.Post("/containers/{id}/stop", all.StopAsync);
        routes.Post("/containers/{id}/restart", all.RestartAsync);
        routes.Post("/containers/{id}/kill", all.KillAsync);
        routes.Post("/containers/{id}/wait", all.WaitAsync);
        routes.Post("/containers/{id}/rename", all.RenameAsync);
        routes.Delete("/containers/{id}", call => all.RemoveAsync(call, call["id"]));
        routes.Delete("/containers/{id}/{alias}", call => all.RemoveAsync(call, $"{call["id"]}/{call["alias"]}"));
        routes.Get("/containers/{id}/checkpoints", static _ => throw NoCheckpoints());
        routes.Post("/containers/{id}/checkpoints", static _ => throw NoCheckpoints());
        routes.Delete("/containers/{id}/checkpoints/{name}", static _ => throw NoCheckpoints());
    }

    private static EngineException NoCheckpoints() =>
        new(EngineErrorKind.NotImplemented, "checkpoints are not supported: containers cannot be frozen to the disk");

    private async Task CreateAsync(ApiCall call)
    {
        CreateBody? body = await call.ReadJsonAsync(ContainerJson.Wire.CreateBody).ConfigureAwait(false);
        if (body is null)
        {
            throw new EngineException(EngineErrorKind.InvalidParameter, "invalid JSON: got EOF while reading request body");
        }

        ContainerRequest request = new()
        {
            Name = call.Query.Text("name"),
            Config = body.ToPlain(),
            Host = Adjust(body.HostConfig ?? new HostSettings(), call.Version),
            Networking = body.NetworkingConfig,
            Platform = PlatformOf(call.Query.Text("platform")),
        };
        (Container container, IReadOnlyList<string> warnings) = await Containers.CreateAsync(request, call.Gone).ConfigureAwait(false);
        await call.JsonAsync(new CreateAnswer(container.Id, warnings), ContainerJson.Wire.CreateAnswer, StatusCodes.Status201Created).ConfigureAwait(false);
    }

    private static Platform? PlatformOf(string text)
    {
        try
        {
            return text.Length > 0 ? Platform.Parse(text) : null;
        }
        catch (Oci.OciException e)
        {
            throw new EngineException(EngineErrorKind.InvalidParameter, e.Message, e);
        }
    }

    // What older clients mean by what they leave out.
    private static HostSettings Adjust(HostSettings settings, ApiVersion version)
    {
        if (!version.Has(40) && settings.IpcMode.Length == 0)
        {
            settings = settings with { IpcMode = "shareable" };
        }

        return version.Has(41) || settings.CgroupnsMode.Length > 0 ? settings : settings with { CgroupnsMode = "host" };
    }

    private async Task ListAsync(ApiCall call)
    {
        FilterSet filters = call.Query.Filters();
        ContainerFilters wanted = ContainerFilters.Parse(filters, Containers, host.Images);
        long limit = call.Query.Number("limit") ?? 0;
        bool isAll = call.Query.Flag("all") || wanted.IsOfAnyState || limit > 0;
        IEnumerable<Container> found = Containers.Store.All
            .Where(c => isAll || c.State.IsRunning || c.State.Status == Engine.Containers.Model.ContainerStatus.Restarting)
            .Where(wanted.Matches)
            .OrderByDescending(c => c.Record.Created);
        if (limit > 0)
        {
            found = found.Take((int)Math.Min(limit, int.MaxValue));
        }

        ContainerAnswers names = new(host);
        List<ListAnswer> answers = [];
        foreach (Container container in found)
        {
            ContainerSizes? sizes = call.Query.Flag("size") ? await SizesAsync(container, call.Gone).ConfigureAwait(false) : null;
            answers.Add(names.List(container, sizes));
        }

        await call.JsonAsync(answers, ContainerJson.Wire.IReadOnlyListListAnswer).ConfigureAwait(false);
    }

    private async Task InspectAsync(ApiCall call)
    {
        Container container = Containers.Store.Get(call["id"]);
        ContainerSizes? sizes = call.Query.Flag("size") ? await SizesAsync(container, call.Gone).ConfigureAwait(false) : null;
        await call.JsonAsync(_answers.Inspect(container, sizes), ContainerJson.Wire.InspectAnswer).ConfigureAwait(false);
    }

    private Task<ContainerSizes> SizesAsync(Container container, CancellationToken cancellation) =>
        ContainerSizes.OfAsync(Containers, host.Images, container, cancellation);

    // What a client once sent with a start is settled when a container is made.
    private async Task StartAsync(ApiCall call)
    {
        ChangeOutcome outcome = await Containers.StartAsync(call["id"], call.Gone).ConfigureAwait(false);
        await call.Status(Of(outcome)).ConfigureAwait(false);
    }

    private async Task StopAsync(ApiCall call)
    {
        // A client that goes does not take the wish back.
        Task<ChangeOutcome> stop = Containers.StopAsync(call["id"], Signal(call), Seconds(call), CancellationToken.None);
        await call.UntilStoppingAsync(stop).ConfigureAwait(false);
        await call.Status(Of(await stop.ConfigureAwait(false))).ConfigureAwait(false);
    }

    private async Task RestartAsync(ApiCall call)
    {
        Task restart = Containers.RestartAsync(call["id"], Signal(call), Seconds(call), CancellationToken.None);
        await call.UntilStoppingAsync(restart).ConfigureAwait(false);
        await call.Done().ConfigureAwait(false);
    }

    private async Task KillAsync(ApiCall call)
    {
        await Containers.KillAsync(call["id"], call.Query.Text("signal"), call.Gone).ConfigureAwait(false);
        await call.Done().ConfigureAwait(false);
    }

    private async Task WaitAsync(ApiCall call)
    {
        WaitCondition condition = call.Query.Text("condition") switch
        {
            "" or "not-running" => WaitCondition.NotRunning,
            "next-exit" => WaitCondition.NextExit,
            "removed" => WaitCondition.Removed,
            var other => throw new EngineException(EngineErrorKind.InvalidParameter, $"invalid condition: \"{other}\""),
        };
        Task<ContainerExit> end = Containers.WaitAsync(call["id"], condition);

        // The head at once: a client that waits for the next exit starts the container when it has it.
        await using Stream output = await call.StreamAsync().ConfigureAwait(false);
        ContainerExit exit = await end.WaitAsync(call.Gone).ConfigureAwait(false);
        WaitAnswer answer = new(exit.ExitCode, exit.Error is { } error ? new WaitError(error) : null);
        await JsonSerializer.SerializeAsync(output, answer, ContainerJson.Wire.WaitAnswer, call.Gone).ConfigureAwait(false);
        await output.WriteAsync("\n"u8.ToArray(), call.Gone).ConfigureAwait(false);
    }

    private async Task RenameAsync(ApiCall call)
    {
        await Containers.RenameAsync(call["id"], call.Query.Text("name"), call.Gone).ConfigureAwait(false);
        await call.Done().ConfigureAwait(false);
    }

    private async Task RemoveAsync(ApiCall call, string name)
    {
        Query query = call.Query;
        RemovalOptions options = new(query.Flag("force"), query.Flag("v"), query.Flag("link"));
        await Containers.RemoveAsync(name, options, call.Gone).ConfigureAwait(false);
        await call.Done().ConfigureAwait(false);
    }

    private async Task PruneAsync(ApiCall call)
    {
        ContainerPrune prune = new(Containers, host.Images, host.Clock);
        (IReadOnlyList<string> ids, long bytes) = await prune.RunAsync(call.Query.Filters(), call.Gone).ConfigureAwait(false);
        await call.JsonAsync(new PruneAnswer(ids.Count > 0 ? ids : null, bytes), ContainerJson.Wire.PruneAnswer).ConfigureAwait(false);
    }

    private static int Of(ChangeOutcome outcome) =>
        outcome == ChangeOutcome.AlreadySo ? StatusCodes.Status304NotModified : StatusCodes.Status204NoContent;

    private static string? Signal(ApiCall call) => call.Query.Text("signal") is { Length: > 0 } signal ? signal : null;

    private static int? Seconds(ApiCall call) => call.Query.Number("t") is { } seconds ? (int)Math.Clamp(seconds, -1, int.MaxValue / 1000) : null;
}
