using System.Globalization;
using System.Text.Json;
using Caisson.Api.Routing;
using Caisson.Engine;
using Caisson.Engine.Events;

namespace Caisson.Api.Daemon;

/// <summary><c>/events</c>: what happens, as it happens.</summary>
internal static class EventRoutes
{
    /// <summary>Adds the routes.</summary>
    internal static void Map(RouteTable routes, EngineHost host) => routes.Get("/events", call => WatchAsync(call, host));

    private static async Task WatchAsync(ApiCall call, EngineHost host)
    {
        DateTimeOffset? since = Moment(call, "since");
        DateTimeOffset? until = Moment(call, "until");
        if (since > until)
        {
            throw new EngineException(
                EngineErrorKind.InvalidParameter,
                $"`since` time ({call.Query.Text("since")}) cannot be after `until` time ({call.Query.Text("until")})");
        }

        EventFilter filter = EventFilter.Parse(call.Query.Filters());
        using EventSubscription subscription = host.Events.Subscribe(
            e => (until is null || e.At <= until) && filter.Includes(e), since ?? (until is null ? null : DateTimeOffset.MinValue));
        Stream output = await call.StreamAsync().ConfigureAwait(false);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(call.Gone);
        await using ITimer? timer = until is { } last ? EndAt(last, host.Clock, end) : null;
        try
        {
            await SendAsync(subscription, output, end.Token, call.Gone).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!call.Gone.IsCancellationRequested)
        {
            // The moment has come until which the client wants to know.
            await SendRestAsync(subscription, output, call.Gone).ConfigureAwait(false);
        }
    }

    // What has been taken is written, though the moment may come meanwhile until which the client wants to know.
    private static async Task SendAsync(
        EventSubscription subscription, Stream output, CancellationToken end, CancellationToken gone)
    {
        while (await subscription.Events.WaitToReadAsync(end).ConfigureAwait(false))
        {
            await SendRestAsync(subscription, output, gone).ConfigureAwait(false);
        }
    }

    private static async Task SendRestAsync(EventSubscription subscription, Stream output, CancellationToken cancellation)
    {
        while (subscription.Events.TryRead(out EngineEvent? happened))
        {
            byte[] line = JsonSerializer.SerializeToUtf8Bytes(EventAnswer.Of(happened), DaemonJson.Wire.EventAnswer);
            await output.WriteAsync(line, cancellation).ConfigureAwait(false);
            await output.WriteAsync("\n"u8.ToArray(), cancellation).ConfigureAwait(false);
        }

        await output.FlushAsync(cancellation).ConfigureAwait(false);
    }

    private static ITimer EndAt(DateTimeOffset moment, TimeProvider clock, CancellationTokenSource end)
    {
        TimeSpan rest = moment - clock.GetUtcNow();
        TimeSpan longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1d);
        return clock.CreateTimer(
            static source => ((CancellationTokenSource)source!).Cancel(),
            end,
            rest < TimeSpan.Zero ? TimeSpan.Zero : rest > longest ? longest : rest,
            Timeout.InfiniteTimeSpan);
    }

    // Seconds since 1970, perhaps with nanoseconds behind a dot. Dates and durations are the client's to turn into these.
    private static DateTimeOffset? Moment(ApiCall call, string name)
    {
        string text = call.Query.Text(name);
        if (text.Length == 0)
        {
            return null;
        }

        bool isNumber = decimal.TryParse(
            text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal seconds);
        if (isNumber && Math.Abs(seconds) < DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            // To the tick: what happened at the moment itself is wanted.
            return seconds < 0 ? DateTimeOffset.UnixEpoch : DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        }

        return !isNumber && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? date
            : throw new EngineException(EngineErrorKind.InvalidParameter, $"invalid value for {name}: \"{text}\"");
    }
}
