using Caisson.Cli.Options;
using Caisson.Cli.Output;
using Caisson.Formatting.Tables;
using Caisson.Images.Store;

namespace Caisson.Cli.Verbs.Images;

/// <summary><c>image history</c>.</summary>
internal sealed class HistoryVerb : Verb
{
    private const string Human = "{{.ID}}\t{{.CreatedSince}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}";
    private const string Exact = "{{.ID}}\t{{.CreatedAt}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}";
    private const string Quiet = "{{.ID}}";

    private readonly TextFlag _format = FormatFlags.OfList();
    private readonly SwitchFlag _human = new("human", "Print sizes and dates in human readable format") { Shorthand = 'H', Default = true };
    private readonly SwitchFlag _noTruncation = new("no-trunc", "Don't truncate output");
    private readonly TextFlag _platform = new(
        "platform", "Show history for the given platform. Formatted as \"os[/arch[/variant]]\" (e.g., \"linux/amd64\")");
    private readonly SwitchFlag _quiet = new("quiet", "Only show image IDs") { Shorthand = 'q' };

    /// <inheritdoc/>
    internal override string Summary => "Show the history of an image";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "IMAGE";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, 1);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_format, _human, _noTruncation, _platform, _quiet];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Image;

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation)
    {
        OutputFormat format = OutputFormat.Parse(_format.Value, _human.Value ? Human : Exact, _quiet.Value ? Quiet : null);
        using ImageStore store = invocation.OpenStore();
        StoredImage image = store.Images.Get(invocation.Arguments[0], Platforms.Parse(_platform));
        HistoryRows rows = new(store, invocation.Clock.GetUtcNow()) { InFull = _noTruncation.Value, IsHuman = _human.Value };
        invocation.Streams.Write(format.Render(rows.Of(image), HistoryRows.Headers));
        return Task.FromResult(ExitStatus.Success);
    }
}
