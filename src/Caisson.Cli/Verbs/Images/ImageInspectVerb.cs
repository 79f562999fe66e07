using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Images;

/// <summary><c>image inspect</c>.</summary>
internal sealed class ImageInspectVerb : Verb
{
    private readonly TextFlag _format = FormatFlags.OfDocument();
    private readonly TextFlag _platform = new(
        "platform", "Inspect a specific platform of the multi-platform image.\n'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)");

    /// <inheritdoc/>
    internal override string Summary => "Display detailed information on one or more images";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "IMAGE [IMAGE...]";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, null);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_format, _platform];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Image;

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation) =>
        Task.FromResult(Inspection.Run(invocation, _format.Value, Platforms.Parse(_platform), "no such image"));
}
