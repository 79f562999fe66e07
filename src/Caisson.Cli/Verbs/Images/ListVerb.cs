using Caisson.Cli.Options;
using Caisson.Cli.Output;
using Caisson.Engine.Images;
using Caisson.Formatting.Tables;
using Caisson.Formatting.Templates;
using Caisson.Images.Store;

namespace Caisson.Cli.Verbs.Images;

/// <summary><c>image ls</c>.</summary>
internal sealed class ListVerb : Verb
{
    private const string Table = "{{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}";
    private const string TableWithDigests = "{{.Repository}}\t{{.Tag}}\t{{.Digest}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}";
    private const string Quiet = "{{.ID}}";

    private readonly SwitchFlag _all = new("all", "Show all images (default hides intermediate images)") { Shorthand = 'a' };
    private readonly SwitchFlag _digests = new("digests", "Show digests");
    private readonly ListFlag _filter = new("filter", "Filter output based on conditions provided")
    { Shorthand = 'f', Word = "filter", Check = KeyValues.CheckFilter };
    private readonly TextFlag _format = FormatFlags.OfList();
    private readonly SwitchFlag _noTruncation = new("no-trunc", "Don't truncate output");
    private readonly SwitchFlag _quiet = new("quiet", "Only show image IDs") { Shorthand = 'q' };

    /// <inheritdoc/>
    internal override string Summary => "List images";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "[REPOSITORY[:TAG]]";

    /// <inheritdoc/>
    internal override Arity Arity => new(0, 1);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_all, _digests, _filter, _format, _noTruncation, _quiet];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Image;

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation)
    {
        OutputFormat format = OutputFormat.Parse(
            _format.Value, _digests.Value ? TableWithDigests : Table, _quiet.Value ? Quiet : null);
        using ImageStore store = invocation.OpenStore();
        ImageFilters filters = ImageFilters.Parse(_filter.Values, store.Images, invocation.Clock);
        if (invocation.Arguments.Count > 0)
        {
            filters = filters.WithReference(invocation.Arguments[0]);
        }

        ImageRows rows = new(store, invocation.Clock.GetUtcNow())
        {
            InFull = _noTruncation.Value,
            WithDigests = _digests.Value,
            NeedsDigests = _format.Value.Contains("{{.Digest}}", StringComparison.Ordinal),
        };
        IEnumerable<TemplateRecord> lines = store.Images.List().Where(filters.Matches).SelectMany(i => rows.Of(i, filters.IsWanted));
        invocation.Streams.Write(format.Render(lines, ImageRows.Headers));
        return Task.FromResult(ExitStatus.Success);
    }
}
