using System.Text.Json;
using System.Text.Json.Nodes;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Oci.ImageSpec;

namespace Caisson.Cli.Verbs.Trees;

/// <summary><c>container commit</c>.</summary>
internal sealed class CommitVerb : EngineVerb
{
    private readonly TextFlag _author = new("author", "Author (e.g., \"John Hannibal Smith <hannibal@a-team.com>\")") { Shorthand = 'a' };
    private readonly ListFlag _change = new("change", "Apply Dockerfile instruction to the created image") { Shorthand = 'c' };
    private readonly TextFlag _message = new("message", "Commit message") { Shorthand = 'm' };
    private readonly SwitchFlag _pause = new("pause", "Pause container during commit") { Shorthand = 'p', Default = true };

    /// <inheritdoc/>
    internal override string Summary => "Create a new image from a container's changes";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "CONTAINER [REPOSITORY[:TAG]]";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, 2);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_author, _change, _message, _pause];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Container;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        Query query = new Query().Add("container", invocation.Arguments[0]);
        if (invocation.Arguments.Count > 1)
        {
            ImageReference reference = ImageReference.TryParse(invocation.Arguments[1], out ImageReference? parsed, out string? fault)
                ? parsed
                : throw new ArgumentFault(fault);
            query.Add("repo", reference.Name).Add("tag", reference.WithDefaultTag().Tag);
        }

        query.Add("comment", _message.Value).Add("author", _author.Value);
        foreach (string change in _change.Values)
        {
            query.Add("changes", change);
        }

        query.Add("pause", _pause.Value ? null : "0");
        JsonElement image = await client.PostAsync("/commit", query, new JsonObject(), invocation.Cancellation).ConfigureAwait(false);
        invocation.Streams.WriteLine(image.Text("Id"));
        return ExitStatus.Success;
    }
}
