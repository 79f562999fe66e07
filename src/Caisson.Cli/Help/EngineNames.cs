using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Verbs;

namespace Caisson.Cli.Help;

/// <summary>The names of what an engine has, for shells.</summary>
internal static class EngineNames
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The names; none where no engine answers: a shell that waits for candidates is no place for errors.</summary>
    /// <param name="global">Which engine.</param>
    /// <param name="kind">Of what.</param>
    internal static IReadOnlyList<string> Of(GlobalFlags global, NameKind kind)
    {
        try
        {
            using CancellationTokenSource end = new(Patience);
            using EngineClient client = new(global.Engine());
            return FindAsync(client, kind, end.Token).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is EngineException or ArgumentFault or OperationCanceledException or IOException)
        {
            return [];
        }
    }

    private static async Task<IReadOnlyList<string>> FindAsync(EngineClient client, NameKind kind, CancellationToken cancellation)
    {
        List<string> names = [];
        if (kind is NameKind.Container or NameKind.RunningContainer or NameKind.StoppedContainer or NameKind.Any)
        {
            Query query = new Query().Add("all", kind != NameKind.RunningContainer);
            JsonElement containers = await client.GetAsync("/containers/json", query, cancellation).ConfigureAwait(false);
            names.AddRange(containers.Items()
                .Where(c => kind != NameKind.StoppedContainer || c.Text("State") is not ("running" or "paused" or "restarting"))
                .SelectMany(c => c.Texts("Names"))
                .Select(n => n.TrimStart('/')));
        }

        if (kind is NameKind.Volume or NameKind.Any)
        {
            JsonElement volumes = await client.GetAsync("/volumes", null, cancellation).ConfigureAwait(false);
            names.AddRange(volumes.Items("Volumes").Select(v => v.Text("Name")));
        }

        if (kind is NameKind.Network or NameKind.Any)
        {
            JsonElement networks = await client.GetAsync("/networks", null, cancellation).ConfigureAwait(false);
            names.AddRange(networks.Items().Select(n => n.Text("Name")));
        }

        return names;
    }
}
