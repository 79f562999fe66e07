using Caisson.Cli.Client;
using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Containers;

/// <summary><c>container rm</c>.</summary>
internal sealed class ContainerRemoveVerb : EachVerb
{
    private readonly SwitchFlag _force = new("force", "Force the removal of a running container (uses SIGKILL)") { Shorthand = 'f' };
    private readonly SwitchFlag _link = new("link", "Remove the specified link") { Shorthand = 'l' };
    private readonly SwitchFlag _volumes = new("volumes", "Remove anonymous volumes associated with the container") { Shorthand = 'v' };

    /// <inheritdoc/>
    internal override string Summary => "Remove one or more containers";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "CONTAINER [CONTAINER...]";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_force, _link, _volumes];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Container;

    /// <inheritdoc/>
    protected override async Task<string?> DoAsync(Invocation invocation, EngineClient client, string name)
    {
        string trimmed = name.Trim('/');
        if (trimmed.Length == 0)
        {
            throw new ArgumentFault("container name cannot be empty");
        }

        Query query = new Query().Add("v", _volumes.Value).Add("link", _link.Value).Add("force", _force.Value);
        await client.DeleteAsync(Container(trimmed), query, invocation.Cancellation).ConfigureAwait(false);
        return null;
    }

    /// <inheritdoc/>
    /// <remarks>A container that is not there is as good as removed, where somebody insists.</remarks>
    protected override bool Forgives(Exception fault) => _force.Value && fault is EngineException { IsNotFound: true };
}
