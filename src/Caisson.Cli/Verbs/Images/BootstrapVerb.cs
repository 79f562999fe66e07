using Caisson.Cli.Options;
using Caisson.Images.Archives;
using Caisson.Images.Bootstrap;
using Caisson.Images.Store;
using Caisson.Linux.Scheduling;

namespace Caisson.Cli.Verbs.Images;

/// <summary><c>image bootstrap</c>.</summary>
internal sealed class BootstrapVerb : Verb
{
    private readonly ListFlag _include = new("include", "Packages to install beyond the variant's")
    { Word = "packages", SplitsAtCommas = true };
    private readonly SwitchFlag _quiet = new("quiet", "Only print the image's ID") { Shorthand = 'q' };
    private readonly TextFlag _tag = new("tag", "Name and optionally a tag in the \"name:tag\" format") { Shorthand = 't' };
    private readonly TextFlag _variant = new("variant", "How much is installed: a variant of mmdebstrap (default \"minbase\")");

    /// <inheritdoc/>
    internal override string Summary => "Make a base image where there is no registry";

    /// <inheritdoc/>
    internal override string Description => """
        Make a base image where there is no registry

        'debian:SUITE' is made by mmdebstrap from the host's own Debian sources, 'busybox'
        of Debian's busybox-static. The same packages give the same image.
        """;

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "debian:SUITE|busybox[:TAG]";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, 1);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_include, _quiet, _tag, _variant];

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation)
    {
        using ImageStore store = invocation.OpenStore();
        NewImage image = await BlockingThread.RunAsync("bootstrap", () => ImageBootstrap.Run(
            store,
            invocation.Arguments[0],
            _tag.ValueOrNull is { } tag ? TagVerb.Reference(tag).WithDefaultTag() : null,
            _variant.ValueOrNull,
            _include.Values,
            _quiet.Value ? null : invocation.Streams.WriteErrorLine,
            invocation.Cancellation)).ConfigureAwait(false);
        invocation.Streams.WriteLine(image.Id.ToString());
        return ExitStatus.Success;
    }
}
