using Caisson.Cli.Client;
using Caisson.Cli.Output;
using Caisson.Linux.Scheduling;

namespace Caisson.Cli.Sessions;

/// <summary>Joins this process's streams with those of a container.</summary>
/// <param name="streams">This process's.</param>
/// <param name="connection">The container's.</param>
internal sealed class AttachedSession(Streams streams, HijackedStream connection)
{
    private const int BufferBytes = 32 << 10;

    private readonly TaskCompletionSource _detached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the container has a terminal: then there is one stream of output, without frames.</summary>
    internal bool HasTerminal { get; init; }

    /// <summary>Whether input is passed on.</summary>
    internal bool HasInput { get; init; }

    /// <summary>Whether output is shown.</summary>
    internal bool HasOutput { get; init; } = true;

    /// <summary>Which keys end the session, with a terminal.</summary>
    internal string DetachKeys { get; init; } = "";

    /// <summary>Passes everything on, until the container closes its output or the user goes.</summary>
    /// <returns>Whether the user has gone.</returns>
    /// <exception cref="EngineException">The engine says something else than it should.</exception>
    internal async Task<bool> RunAsync(CancellationToken cancellation)
    {
        using IDisposable? raw = HasTerminal && HasInput ? streams.EnterRawMode() : null;
        Task input = HasInput ? BlockingThread.RunAsync("input", PassInput) : Task.CompletedTask;
        if (!HasInput)
        {
            connection.CloseWrite();
        }

        // Without output, the end of input is the end.
        Task output = HasOutput ? PassOutputAsync(cancellation) : input;
        Task first = await Task.WhenAny(output, _detached.Task).ConfigureAwait(false);
        await first.ConfigureAwait(false);
        return _detached.Task.IsCompleted;
    }

    private async Task PassOutputAsync(CancellationToken cancellation)
    {
        try
        {
            if (!HasTerminal)
            {
                await StreamDemultiplexer.CopyAsync(
                    connection.Stream, d => streams.Write(d.Span), d => streams.WriteError(d.Span), cancellation).ConfigureAwait(false);
                return;
            }

            byte[] buffer = new byte[BufferBytes];
            while (await connection.Stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and int count)
            {
                streams.Write(buffer.AsSpan(0, count));
            }
        }
        catch (IOException e) when (e.InnerException is System.Net.Sockets.SocketException)
        {
            // The engine has broken off: what became of the container is asked for elsewhere.
        }
    }

    private bool PassInput()
    {
        DetachKeys? keys = HasTerminal ? new DetachKeys(DetachKeys) : null;
        byte[] buffer = new byte[BufferBytes];
        List<byte> passed = [];
        try
        {
            using Stream input = streams.OpenInput();
            while (input.Read(buffer) is > 0 and int count)
            {
                passed.Clear();
                bool isDetached = keys?.Filter(buffer.AsSpan(0, count), passed) ?? false;
                connection.Stream.Write(keys is null ? buffer.AsSpan(0, count) : System.Runtime.InteropServices.CollectionsMarshal.AsSpan(passed));
                if (isDetached)
                {
                    _detached.TrySetResult();
                    return true;
                }
            }

            connection.CloseWrite();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The container takes no more, or the session is over.
        }

        return false;
    }
}
