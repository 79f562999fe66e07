using Caisson.Cli.Verbs.Host;
using Caisson.Cli.Verbs.Images;
using Caisson.Cli.Verbs.Registries;

namespace Caisson.Cli.Verbs;

/// <summary>All verbs, by the words that name them. Each table has verbs of its own, which keep what a command line gives
/// them.</summary>
internal sealed class VerbTable
{
    /// <summary>The groups.</summary>
    internal static readonly VerbGroup[] Groups = [new("builder", "Manage builds"), new("image", "Manage images")];

    /// <summary>The paths. Of one verb, the first is the usual one.</summary>
    internal VerbPath[] Paths { get; } =
    [
        .. Of(new ListVerb(), "image ls", "image list!", "images"),
        .. Of(new RemoveVerb(), "image rm", "image remove!", "rmi"),
        .. Of(new TagVerb(), "image tag", "tag"),
        .. Of(new ImageInspectVerb(), "image inspect"),
        .. Of(new HistoryVerb(), "image history", "history"),
        .. Of(new PruneVerb(), "image prune"),
        .. Of(new LoadVerb(), "image load", "load"),
        .. Of(new SaveVerb(), "image save", "save"),
        .. Of(new ImportVerb(), "image import", "import"),
        .. Of(new ExportVerb(), "image export"),
        .. Of(new BootstrapVerb(), "image bootstrap"),
        .. Of(new PullVerb(), "image pull", "pull"),
        .. Of(new PushVerb(), "image push", "push"),
        .. Of(new BuildVerb(), "image build", "build", "builder build"),
        .. Of(new BuilderPruneVerb(), "builder prune"),
        .. Of(new InspectVerb(), "inspect"),
        .. Of(new LoginVerb(), "login"),
        .. Of(new LogoutVerb(), "logout"),
        .. Of(new VersionVerb(), "version"),
        .. Of(new InfoVerb(), "info"),
        .. Of(new CompletionVerb(), "completion"),
        .. Of(new CompleteVerb(), "__complete"),
    ];

    /// <summary>The verb that some words name; null where none does.</summary>
    internal Verb? Find(ReadOnlySpan<string> words)
    {
        foreach (VerbPath path in Paths)
        {
            if (path.Words.AsSpan().SequenceEqual(words))
            {
                return path.Verb;
            }
        }

        return null;
    }

    /// <summary>The path that a command line begins with; null where it begins with none.</summary>
    internal VerbPath? Match(ReadOnlySpan<string> words)
    {
        foreach (VerbPath path in Paths)
        {
            if (words.StartsWith(path.Words))
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>The path that usage lines have for the one that was written.</summary>
    internal VerbPath Usual(VerbPath path) => path.IsAlias ? Array.Find(Paths, p => p.Verb == path.Verb)! : path;

    // A mark behind a path says that it is a mere alias.
    private static IEnumerable<VerbPath> Of(Verb verb, params string[] paths) =>
        paths.Select(p => new VerbPath(p.TrimEnd('!'), verb, p.EndsWith('!')));
}
