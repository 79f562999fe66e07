using System.Text.Json;
using Caisson.Cli.Client;

namespace Caisson.Cli.Verbs.Host;

/// <summary>What an engine says of itself, where one answers.</summary>
/// <param name="Document">The answer; undefined where there is none.</param>
/// <param name="Fault">Why there is none; null where nobody has asked for an engine.</param>
internal sealed record ServerAnswer(JsonElement Document, string? Fault)
{
    /// <summary>Whether an engine has answered.</summary>
    internal bool IsThere => Document.ValueKind == JsonValueKind.Object;

    /// <summary>Asks.</summary>
    /// <param name="invocation">The call.</param>
    /// <param name="path">What is asked for.</param>
    internal static async Task<ServerAnswer> AskAsync(Invocation invocation, string path)
    {
        try
        {
            using EngineClient client = invocation.OpenEngine();
            return new ServerAnswer(await client.GetAsync(path, null, invocation.Cancellation).ConfigureAwait(false), null);
        }
        catch (EngineException e)
        {
            return new ServerAnswer(default, e.IsUnreachable && !invocation.Global.NamesEngine ? null : e.Message);
        }
    }
}
