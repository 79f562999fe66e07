using System.Globalization;
using Caisson.Api.Hosting;
using Caisson.Api.Routing;
using Caisson.Engine;
using Caisson.Engine.Containers;
using Caisson.Engine.Containers.Model;

namespace Caisson.Api.Metrics;

/// <summary><c>/metrics</c>, for Prometheus: the engine's names are dockerd's, the containers' cAdvisor's.</summary>
internal static class MetricsRoutes
{
    private const string CallSeconds = "engine_api_request_duration_seconds";

    private static readonly string[] States = ["paused", "running", "stopped"];

    /// <summary>Adds the routes.</summary>
    internal static void Map(RouteTable routes, EngineHost host, CallMetrics calls) =>
        routes.Get("/metrics", call => AnswerAsync(call, host, calls));

    private static async Task AnswerAsync(ApiCall call, EngineHost host, CallMetrics calls)
    {
        PrometheusText text = new();
        WriteEngine(text, host);
        WriteCalls(text, calls);
        await ContainerMetrics.WriteAsync(text, host, call.Gone).ConfigureAwait(false);
        await call.TextAsync(text.ToString(), PrometheusText.ContentType).ConfigureAwait(false);
    }

    private static void WriteEngine(PrometheusText text, EngineHost host)
    {
        text.Begin("engine_daemon_engine_info", "gauge", "The information related to the engine and the OS it is running on");
        text.Add("engine_daemon_engine_info", 1, ("version", host.Options.Version), ("commit", host.Options.Commit));
        text.Begin("engine_daemon_engine_cpus_cpus", "gauge", "The number of cpus that the host system of the engine has");
        text.Add("engine_daemon_engine_cpus_cpus", Environment.ProcessorCount);
        text.Begin("engine_daemon_container_states_containers", "gauge", "The count of containers in various states");
        ILookup<string, Container> states = host.Containers.Store.All.ToLookup(c => c.State.Status switch
        {
            ContainerStatus.Running => "running",
            ContainerStatus.Paused => "paused",
            _ => "stopped",
        });
        foreach (string state in States)
        {
            text.Add("engine_daemon_container_states_containers", states[state].Count(), ("state", state));
        }

        text.Begin("engine_daemon_events_subscribers_total", "gauge", "The number of current subscribers to events");
        text.Add("engine_daemon_events_subscribers_total", host.Events.SubscriberCount);
        text.Begin("process_resident_memory_bytes", "gauge", "Resident memory size in bytes.");
        text.Add("process_resident_memory_bytes", Environment.WorkingSet);
        text.Begin("dotnet_total_memory_bytes", "gauge", "Total known allocated memory");
        text.Add("dotnet_total_memory_bytes", GC.GetTotalMemory(false));
    }

    private static void WriteCalls(PrometheusText text, CallMetrics calls)
    {
        text.Begin(CallSeconds, "histogram", "How long calls of the API take, in seconds; streams as long as they last");
        calls.ForEach((method, pattern, status, counts, sum) =>
        {
            (string Name, string Value)[] labels =
                [("method", method), ("route", pattern), ("status", status.ToString(CultureInfo.InvariantCulture))];
            ReadOnlySpan<double> ends = CallMetrics.BucketSeconds;
            long all = 0;
            for (int i = 0; i < counts.Length; i++)
            {
                all += counts[i];
                string end = i < ends.Length ? ends[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                text.Add($"{CallSeconds}_bucket", all, [.. labels, ("le", end)]);
            }

            text.Add($"{CallSeconds}_sum", sum, labels);
            text.Add($"{CallSeconds}_count", all, labels);
        });
    }
}
