using System.Text;
using Caisson.Api.Hijacking;
using Caisson.Api.Routing;
using Caisson.Api.Streams;
using Caisson.Engine;
using Caisson.Engine.Containers;
using Caisson.Engine.Execs;
using Caisson.Engine.Sandboxes;
using Caisson.Engine.Streams;
using Caisson.Linux.Terminals;
using Microsoft.AspNetCore.Http;

namespace Caisson.Api.Execs;

/// <summary>Programs that are run in containers beside their own.</summary>
internal static class ExecRoutes
{
    private const int FrameHeadBytes = 8;

    // Between the end of a process's streams and its own there is only the machine's load; somebody at a terminal, however, can
    // close it while the process goes on.
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TerminalPatience = TimeSpan.FromSeconds(2);

    internal static void Map(RouteTable routes, EngineHost host)
    {
        routes.Post("/containers/{id}/exec", call => CreateAsync(call, host));
        routes.Post("/exec/{id}/start", call => StartAsync(call, host));
        routes.Post("/exec/{id}/resize", call => ResizeAsync(call, host));
        routes.Get("/exec/{id}/json", call => InspectAsync(call, host));
    }

    private static async Task CreateAsync(ApiCall call, EngineHost host)
    {
        ExecSettings settings = await call.ReadJsonAsync(ExecJson.Wire.ExecSettings).ConfigureAwait(false) ?? new ExecSettings();
        Container container = host.Containers.Store.Get(call["id"]);
        Exec exec = host.Execs.Create(container, call["id"], settings);
        await call.JsonAsync(new ExecIdAnswer { Id = exec.Id }, ExecJson.Wire.ExecIdAnswer, StatusCodes.Status201Created).ConfigureAwait(false);
    }

    private static async Task StartAsync(ApiCall call, EngineHost host)
    {
        ExecStartBody body = await call.ReadJsonAsync(ExecJson.Wire.ExecStartBody).ConfigureAwait(false) ?? new ExecStartBody();
        Exec exec = host.Execs.Get(call["id"]);
        WindowSize? size = body.ConsoleSize is [var rows, var columns]
            ? new WindowSize((ushort)Math.Min(rows, ushort.MaxValue), (ushort)Math.Min(columns, ushort.MaxValue))
            : null;
        if (body.Detach)
        {
            await StartDetachedAsync(exec, host, size).ConfigureAwait(false);
            await call.Status(StatusCodes.Status200OK).ConfigureAwait(false);
            return;
        }

        host.Execs.CheckStartable(exec);
        bool isTerminal = exec.Settings.Tty;
        var client = new HijackedClient(await call.HijackAsync(StreamTypes.For(call, isTerminal)).ConfigureAwait(false));
        var pipe = ClientPipe.Open(exec.Settings.AttachStdin, exec.Settings.AttachStdout, exec.Settings.AttachStderr);
        string? failure = null;
        try
        {
            await host.Execs.StartAsync(exec, pipe.Attachment, size, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is EngineException or SandboxStartException)
        {
            failure = e.Message;
        }

        if (failure is not null)
        {
            pipe.Dispose();
            await client.WriteAsync(Failure(failure, isTerminal), client.Lost).ConfigureAwait(false);
            return;
        }

        DetachKeys? keys = isTerminal ? DetachKeys.Parse(exec.Settings.DetachKeys ?? "") : null;
        if (await StreamRelay.RunAsync(client, pipe, exec.Settings.AttachStdin, keys).ConfigureAwait(false))
        {
            host.Execs.Detached(exec);
            return;
        }

        // Clients ask how it ended as soon as the stream has.
        TimeSpan patience = isTerminal && exec.Settings.AttachStdin ? TerminalPatience : EndPatience;
        await ((Task)exec.Ended).WaitAsync(patience, host.Clock, client.Lost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task StartDetachedAsync(Exec exec, EngineHost host, WindowSize? size)
    {
        try
        {
            await host.Execs.StartAsync(exec, null, size, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SandboxStartException e)
        {
            throw new EngineException(
                e.Fault == SandboxStartFault.Other ? EngineErrorKind.System : EngineErrorKind.InvalidParameter, e.Message, e);
        }
    }

    // The status has been sent by then: the client shows what comes as output.
    private static byte[] Failure(string message, bool isTerminal)
    {
        byte[] text = Encoding.UTF8.GetBytes(message + "\r\n");
        if (isTerminal)
        {
            return text;
        }

        byte[] frame = new byte[FrameHeadBytes + text.Length];
        frame[0] = 1;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), text.Length);
        text.CopyTo(frame.AsSpan(FrameHeadBytes));
        return frame;
    }

    private static async Task ResizeAsync(ApiCall call, EngineHost host)
    {
        WindowSize size = StreamRoutes.SizeOf(call);
        await host.Execs.ResizeAsync(host.Execs.Get(call["id"]), size, call.Gone).ConfigureAwait(false);
        await call.Status(StatusCodes.Status200OK).ConfigureAwait(false);
    }

    private static Task InspectAsync(ApiCall call, EngineHost host) =>
        call.JsonAsync(ExecAnswer.Of(host.Execs.Get(call["id"])), ExecJson.Wire.ExecAnswer);
}
