using System.Buffers;
using System.Globalization;
using Caisson.Api.Hijacking;
using Caisson.Api.Routing;
using Caisson.Engine;
using Caisson.Engine.Containers;
using Caisson.Engine.Logs;
using Caisson.Engine.Streams;
using Caisson.Linux.Terminals;
using Microsoft.AspNetCore.Http;

namespace Caisson.Api.Streams;

/// <summary>The streams of containers: attach, logs, resize.</summary>
internal static class StreamRoutes
{
    private const int FlushBytes = 32 << 10;

    internal static void Map(RouteTable routes, EngineHost host)
    {
        routes.Post("/containers/{id}/attach", call => AttachAsync(call, host));
        routes.Get("/containers/{id}/attach/ws", call => WebSocketAttach.RunAsync(call, host));
        routes.Get("/containers/{id}/logs", call => LogsAsync(call, host));
        routes.Post("/containers/{id}/resize", call => ResizeAsync(call, host));
    }

    /// <summary>The size that a client asks for.</summary>
    /// <exception cref="EngineException">It is none.</exception>
    internal static WindowSize SizeOf(ApiCall call) => new(SizeOf(call, "h"), SizeOf(call, "w"));

    private static ushort SizeOf(ApiCall call, string name)
    {
        string text = call.Query.Text(name);
        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint value)
            ? (ushort)Math.Min(value, ushort.MaxValue)
            : throw new EngineException(EngineErrorKind.InvalidParameter, $"invalid resize {(name == "h" ? "height" : "width")} \"{text}\": invalid syntax");
    }

    private static async Task AttachAsync(ApiCall call, EngineHost host)
    {
        Container container = host.Containers.Store.Get(call["id"]);
        ContainerStreams.CheckAttachable(container);
        bool isTerminal = container.Record.Config.Tty;
        DetachKeys keys = DetachKeys.Parse(call.Query.Text("detachKeys"));
        bool isLive = call.Query.Flag("stream");
        bool hasInput = isLive && call.Query.Flag("stdin") && container.Record.Config.OpenStdin;
        bool output = call.Query.Flag("stdout");
        bool errors = call.Query.Flag("stderr");

        HijackedStream stream = await call.HijackAsync(StreamTypes.For(call, isTerminal)).ConfigureAwait(false);
        var client = new HijackedClient(stream);
        if (call.Query.Flag("logs"))
        {
            await ReplayAsync(client, container, host, isTerminal, output, errors).ConfigureAwait(false);
        }

        if (isLive)
        {
            await RelayAsync(client, container, host, ClientPipe.Open(hasInput, output, errors), isTerminal ? keys : null).ConfigureAwait(false);
        }
    }

    /// <summary>Connects a client to a container's streams until it leaves, or they end.</summary>
    internal static async Task RelayAsync(IByteClient client, Container container, EngineHost host, ClientPipe pipe, DetachKeys? keys)
    {
        try
        {
            await host.Streams.AttachAsync(container, pipe.Attachment, client.Lost).ConfigureAwait(false);
        }
        catch (Exception e) when (e is EngineException or OperationCanceledException)
        {
            // The status has been sent; the stream's end says as much.
            pipe.Dispose();
            return;
        }

        bool hasLeft = await StreamRelay.RunAsync(client, pipe, pipe.Attachment.Input, keys).ConfigureAwait(false);
        await host.Streams.LeaveAsync(container, pipe.Attachment).ConfigureAwait(false);
        if (hasLeft)
        {
            host.Streams.Detached(container);
        }
    }

    private static async Task ReplayAsync(
        HijackedClient client, Container container, EngineHost host, bool isTerminal, bool output, bool errors)
    {
        var text = new LogText(!isTerminal, hasTime: false, hasDetails: false);
        var buffer = new ArrayBufferWriter<byte>(FlushBytes);
        try
        {
            await foreach (LogLine line in host.Streams.ReadLog(container, new LogQuery(), client.Lost).ConfigureAwait(false))
            {
                if (line.IsError ? errors : output)
                {
                    text.Write(buffer, line);
                }

                if (buffer.WrittenCount >= FlushBytes)
                {
                    await client.WriteAsync(buffer.WrittenMemory, client.Lost).ConfigureAwait(false);
                    buffer.ResetWrittenCount();
                }
            }

            await client.WriteAsync(buffer.WrittenMemory, client.Lost).ConfigureAwait(false);
        }
        catch (Exception e) when (e is EngineException or IOException or OperationCanceledException)
        {
            // There is no log to replay, or nobody to replay it to.
        }
    }

    private static async Task LogsAsync(ApiCall call, EngineHost host)
    {
        bool output = call.Query.Flag("stdout");
        bool errors = call.Query.Flag("stderr");
        if (!output && !errors)
        {
            throw new EngineException(
                EngineErrorKind.InvalidParameter, "Bad parameters: you must choose at least one stream");
        }

        Container container = host.Containers.Store.Get(call["id"]);
        bool isTerminal = container.Record.Config.Tty;
        var query = new LogQuery
        {
            Since = LogTimes.Parse(call.Query.Text("since"), "since"),
            Until = LogTimes.Parse(call.Query.Text("until"), "until"),
            Tail = int.TryParse(call.Query.Text("tail"), NumberStyles.None, CultureInfo.InvariantCulture, out int tail) ? tail : null,
            Follows = call.Query.Flag("follow"),
        };
        var text = new LogText(!isTerminal, call.Query.Flag("timestamps"), call.Query.Flag("details"));
        using CancellationTokenSource leaving = CancellationTokenSource.CreateLinkedTokenSource(call.Gone);
        await using IAsyncEnumerator<LogLine> lines = host.Streams.ReadLog(container, query, leaving.Token).GetAsyncEnumerator(leaving.Token);

        // A log that cannot be read is found out before the head of the answer has gone; but who follows waits for no line.
        Task<bool> next = lines.MoveNextAsync().AsTask();
        try
        {
            if (next.IsCompleted)
            {
                await next.ConfigureAwait(false);
            }

            Stream body = await call.StreamAsync(StreamTypes.For(call, isTerminal)).ConfigureAwait(false);
            var buffer = new ArrayBufferWriter<byte>(FlushBytes);
            while (await next.ConfigureAwait(false))
            {
                if (lines.Current.IsError ? errors : output)
                {
                    text.Write(buffer, lines.Current);
                }

                next = lines.MoveNextAsync().AsTask();
                if (buffer.WrittenCount >= FlushBytes || !next.IsCompleted)
                {
                    await body.WriteAsync(buffer.WrittenMemory, call.Gone).ConfigureAwait(false);
                    await body.FlushAsync(call.Gone).ConfigureAwait(false);
                    buffer.ResetWrittenCount();
                }
            }

            await body.WriteAsync(buffer.WrittenMemory, call.Gone).ConfigureAwait(false);
        }
        finally
        {
            // While a step is under way the reader cannot be disposed.
            await leaving.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task ResizeAsync(ApiCall call, EngineHost host)
    {
        WindowSize size = SizeOf(call);
        await host.Streams.ResizeAsync(host.Containers.Store.Get(call["id"]), size, call.Gone).ConfigureAwait(false);
        await call.Status(StatusCodes.Status200OK).ConfigureAwait(false);
    }
}
