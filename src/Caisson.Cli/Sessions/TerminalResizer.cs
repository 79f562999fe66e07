using Caisson.Cli.Client;

namespace Caisson.Cli.Sessions;

/// <summary>Keeps the terminal of a container as large as the one it is shown on.</summary>
internal static class TerminalResizer
{
    private const int Attempts = 10;

    /// <summary>Does so from now on.</summary>
    /// <param name="invocation">Whose terminal.</param>
    /// <param name="client">The engine.</param>
    /// <param name="path">What is resized: the path of a container or an exec.</param>
    internal static void Start(Invocation invocation, EngineClient client, string path)
    {
        if (invocation.Streams.TerminalSize is null)
        {
            return;
        }

        invocation.Signals?.OnResize(() => _ = ResizeAsync(invocation, client, path, attempts: 1));
        _ = ResizeAsync(invocation, client, path, Attempts);
    }

    // A command that has just been started may have no terminal yet.
    private static async Task ResizeAsync(Invocation invocation, EngineClient client, string path, int attempts)
    {
        for (int attempt = 1; attempt <= attempts && invocation.Streams.TerminalSize is { Rows: > 0, Columns: > 0 } size; attempt++)
        {
            try
            {
                await client.PostAsync(
                    $"{path}/resize", new Query().Add("h", (long)size.Rows).Add("w", (long)size.Columns), null, invocation.Cancellation).ConfigureAwait(false);
                return;
            }
            catch (EngineException) when (attempt < attempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10 * attempt), invocation.Clock, invocation.Cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is EngineException or OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
