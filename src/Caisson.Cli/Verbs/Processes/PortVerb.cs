using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Rows;

namespace Caisson.Cli.Verbs.Processes;

/// <summary><c>container port</c>.</summary>
internal sealed class PortVerb : EngineVerb
{
    /// <inheritdoc/>
    internal override string Summary => "List port mappings or a specific mapping for the container";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "CONTAINER [PRIVATE_PORT[/PROTO]]";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, 2);

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.RunningContainer;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        string name = invocation.Arguments[0];
        JsonElement container = await client.GetAsync(Container(name) + "/json", null, invocation.Cancellation).ConfigureAwait(false);
        (string Port, JsonElement Binding)[] all =
            [.. container.Fields("NetworkSettings", "Ports").SelectMany(p => p.Value.Items().Select(b => (p.Name, b)))];
        if (invocation.Arguments.Count == 1)
        {
            foreach (string line in all.Select(b => $"{b.Port} -> {Address(b.Binding)}").OrderBy(l => l, NaturalOrder.Comparer))
            {
                invocation.Streams.WriteLine(line);
            }

            return ExitStatus.Success;
        }

        string wanted = invocation.Arguments[1];
        string port = wanted.Contains('/', StringComparison.Ordinal) ? wanted : $"{wanted}/tcp";
        string[] lines = [.. all.Where(b => b.Port == port).Select(b => Address(b.Binding)).OrderBy(l => l, NaturalOrder.Comparer)];
        foreach (string line in lines)
        {
            invocation.Streams.WriteLine(line);
        }

        return lines.Length > 0 ? ExitStatus.Success : throw new ArgumentFault($"Error: No public port '{wanted}' published for {name}");
    }

    private static string Address(JsonElement binding)
    {
        string ip = binding.Text("HostIp");
        return $"{(ip.Contains(':', StringComparison.Ordinal) ? $"[{ip}]" : ip)}:{binding.Text("HostPort")}";
    }
}
