using System.Text.Json.Nodes;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Sessions;
using Caisson.Cli.Settings;

namespace Caisson.Cli.Verbs.Containers;

/// <summary><c>container create</c>.</summary>
internal sealed class CreateVerb : EngineVerb
{
    private readonly ContainerFlags _container = new();
    private readonly RunOptions _options = new("creating");

    /// <inheritdoc/>
    internal override string Summary => "Create a new container";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "IMAGE [COMMAND] [ARG...]";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, null);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [.. _container.All, .. _options.All];

    /// <inheritdoc/>
    internal override bool StopsAtFirstArgument => true;

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Image;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        JsonObject request;
        try
        {
            _ = _options.Pull;
            request = _container.Request(invocation.Arguments[0], invocation.Arguments.Skip(1));
        }
        catch (FormatException e)
        {
            throw RunFault.Of("create", e.Message);
        }

        invocation.Streams.WriteLine(await new ContainerCreation(invocation, client, _options).CreateAsync(request).ConfigureAwait(false));
        return ExitStatus.Success;
    }
}
