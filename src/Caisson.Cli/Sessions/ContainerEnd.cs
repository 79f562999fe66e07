using System.Text.Json;
using Caisson.Cli.Client;

namespace Caisson.Cli.Sessions;

/// <summary>Waits for the end of a container.</summary>
internal static class ContainerEnd
{
    /// <summary>Begins to wait. When this returns, the engine knows of it: no end is missed.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="container">The container.</param>
    /// <param name="condition">Which end: <c>not-running</c>, <c>next-exit</c> or <c>removed</c>.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>What waits for the exit status.</returns>
    internal static async Task<Task<int>> ExpectAsync(EngineClient client, string container, string condition, CancellationToken cancellation)
    {
        HttpResponseMessage response = await client.SendAsync(
            HttpMethod.Post, $"/containers/{EngineClient.Escape(container)}/wait", new Query().Add("condition", condition), null, cancellation)
            .ConfigureAwait(false);
        return StatusAsync(response, cancellation);
    }

    private static async Task<int> StatusAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        using (response)
        {
            await foreach (JsonElement end in JsonLines.ReadAsync(response, cancellation).ConfigureAwait(false))
            {
                string error = end.Text("Error", "Message");
                return error.Length == 0 ? (int)(end.Number("StatusCode") ?? 0) : throw new EngineException(error);
            }

            throw new EngineException("the engine broke off while the container was waited for");
        }
    }
}
