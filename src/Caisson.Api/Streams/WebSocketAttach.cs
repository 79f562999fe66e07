using System.Net.WebSockets;
using Caisson.Api.Hijacking;
using Caisson.Engine;
using Caisson.Engine.Containers;
using Caisson.Engine.Streams;

namespace Caisson.Api.Streams;

/// <summary>Attaching over a web socket; RFC 6455. Output comes plain, whether or not there is a terminal.</summary>
internal static class WebSocketAttach
{
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(5);

    internal static async Task RunAsync(ApiCall call, EngineHost host)
    {
        Container container = host.Containers.Store.Get(call["id"]);
        ContainerStreams.CheckAttachable(container);
        bool isTerminal = container.Record.Config.Tty;
        DetachKeys keys = DetachKeys.Parse(call.Query.Text("detachKeys"));

        // Who names no stream means all of them: clients before API 1.28 could not choose.
        bool all = !call.Query.Has("stdin") && !call.Query.Has("stdout") && !call.Query.Has("stderr");
        bool hasInput = (all || call.Query.Flag("stdin")) && container.Record.Config.OpenStdin;
        HijackedStream stream = await call.HijackWebSocketAsync().ConfigureAwait(false);
        using WebSocket socket = WebSocket.CreateFromStream(new HijackedDuplex(stream), new WebSocketCreationOptions { IsServer = true });
        var client = new WebSocketClient(socket, isFramed: !isTerminal, stream.Lost);
        var pipe = ClientPipe.Open(hasInput, all || call.Query.Flag("stdout"), all || call.Query.Flag("stderr"));
        await StreamRoutes.RelayAsync(client, container, host, pipe, isTerminal ? keys : null).ConfigureAwait(false);
        await CloseAsync(socket, stream.Lost).ConfigureAwait(false);
    }

    private static async Task CloseAsync(WebSocket socket, CancellationToken lost)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(lost);
        patience.CancelAfter(ClosePatience);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // The client is gone already.
        }
    }
}
