using System.Text.Json;
using Caisson.Api.Routing;
using Caisson.Engine;
using Caisson.Engine.Containers;
using Caisson.Engine.Processes;

namespace Caisson.Api.Processes;

/// <summary>The processes of containers: which there are, what they use, whether they stand still.</summary>
internal static class ProcessRoutes
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    internal static void Map(RouteTable routes, EngineHost host)
    {
        routes.Get("/containers/{id}/top", call => TopAsync(call, host));
        routes.Get("/containers/{id}/stats", call => StatsAsync(call, host));
        routes.Post("/containers/{id}/pause", call => PauseAsync(call, host));
        routes.Post("/containers/{id}/unpause", call => ResumeAsync(call, host));
        routes.Post("/containers/{id}/update", call => UpdateAsync(call, host));
    }

    private static async Task TopAsync(ApiCall call, EngineHost host)
    {
        ProcessTable table = await host.Processes
            .ListAsync(host.Containers.Store.Get(call["id"]), call.Query.Text("ps_args"), call.Gone).ConfigureAwait(false);
        await call.JsonAsync(
            new TopAnswer { Titles = table.Titles, Processes = table.Rows }, ProcessJson.Wire.TopAnswer).ConfigureAwait(false);
    }

    private static async Task PauseAsync(ApiCall call, EngineHost host)
    {
        await host.Processes.PauseAsync(host.Containers.Store.Get(call["id"]), call.Gone).ConfigureAwait(false);
        await call.Done().ConfigureAwait(false);
    }

    private static async Task ResumeAsync(ApiCall call, EngineHost host)
    {
        await host.Processes.ResumeAsync(host.Containers.Store.Get(call["id"]), call.Gone).ConfigureAwait(false);
        await call.Done().ConfigureAwait(false);
    }

    private static async Task UpdateAsync(ApiCall call, EngineHost host)
    {
        UpdateBody body = await call.ReadJsonAsync(ProcessJson.Wire.UpdateBody).ConfigureAwait(false) ?? new UpdateBody();
        IReadOnlyList<string> warnings = await host.Processes
            .UpdateAsync(host.Containers.Store.Get(call["id"]), body, body.RestartPolicy, call.Gone).ConfigureAwait(false);
        await call.JsonAsync(new UpdateAnswer { Warnings = warnings }, ProcessJson.Wire.UpdateAnswer).ConfigureAwait(false);
    }

    private static async Task StatsAsync(ApiCall call, EngineHost host)
    {
        Container container = host.Containers.Store.Get(call["id"]);
        bool isStream = call.Query.Flag("stream", missing: true);
        if (!isStream)
        {
            await StatsOnceAsync(call, host, container, isShort: call.Query.Flag("one-shot")).ConfigureAwait(false);
            return;
        }

        if (call.Query.Flag("one-shot"))
        {
            throw new EngineException(EngineErrorKind.InvalidParameter, "cannot have stream=true and one-shot=true");
        }

        Stream body = await call.StreamAsync().ConfigureAwait(false);
        StatsAnswer? before = null;
        using var timer = new PeriodicTimer(Interval, host.Clock);
        do
        {
            before = await ReadAsync(host, container, before, call.Gone).ConfigureAwait(false);
            byte[] text = JsonSerializer.SerializeToUtf8Bytes(before ?? StatsText.Nothing(container), ProcessJson.Wire.StatsAnswer);
            await body.WriteAsync(text, call.Gone).ConfigureAwait(false);
            await body.WriteAsync("\n"u8.ToArray(), call.Gone).ConfigureAwait(false);
            await body.FlushAsync(call.Gone).ConfigureAwait(false);
        }
        while (!container.State.IsGoing && await timer.WaitForNextTickAsync(call.Gone).ConfigureAwait(false));
    }

    // Two readings, unless one is asked for: what was used in between is what clients show.
    private static async Task StatsOnceAsync(ApiCall call, EngineHost host, Container container, bool isShort)
    {
        StatsAnswer? answer = await ReadAsync(host, container, null, call.Gone).ConfigureAwait(false);
        if (answer is not null && !isShort)
        {
            await Task.Delay(Interval, host.Clock, call.Gone).ConfigureAwait(false);
            answer = await ReadAsync(host, container, answer, call.Gone).ConfigureAwait(false);
        }

        await call.JsonAsync(answer ?? StatsText.Nothing(container), ProcessJson.Wire.StatsAnswer).ConfigureAwait(false);
    }

    private static async Task<StatsAnswer?> ReadAsync(
        EngineHost host, Container container, StatsAnswer? before, CancellationToken cancellation) =>
        await host.Processes.UsageAsync(container, cancellation).ConfigureAwait(false) is { } usage
            ? StatsText.Of(container, usage, before)
            : null;
}
