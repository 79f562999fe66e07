using Caisson.Cli.Verbs.Images;
using Caisson.Cli.Verbs.Registries;

namespace Caisson.Cli.Verbs.Tables;

/// <summary>Images, builds and registries.</summary>
internal static class ImageVerbs
{
    /// <summary>The paths, each time with verbs of their own.</summary>
    internal static IEnumerable<VerbPath> All =>
    [
        .. VerbPath.Of(new ListVerb(), "image ls", "image list!", "images"),
        .. VerbPath.Of(new RemoveVerb(), "image rm", "image remove!", "rmi"),
        .. VerbPath.Of(new TagVerb(), "image tag", "tag"),
        .. VerbPath.Of(new ImageInspectVerb(), "image inspect"),
        .. VerbPath.Of(new HistoryVerb(), "image history", "history"),
        .. VerbPath.Of(new PruneVerb(), "image prune"),
        .. VerbPath.Of(new LoadVerb(), "image load", "load"),
        .. VerbPath.Of(new SaveVerb(), "image save", "save"),
        .. VerbPath.Of(new ImportVerb(), "image import", "import"),
        .. VerbPath.Of(new ExportVerb(), "image export"),
        .. VerbPath.Of(new BootstrapVerb(), "image bootstrap"),
        .. VerbPath.Of(new PullVerb(), "image pull", "pull"),
        .. VerbPath.Of(new PushVerb(), "image push", "push"),
        .. VerbPath.Of(new BuildVerb(), "image build", "build", "builder build"),
        .. VerbPath.Of(new BuilderPruneVerb(), "builder prune"),
        .. VerbPath.Of(new LoginVerb(), "login"),
        .. VerbPath.Of(new LogoutVerb(), "logout"),
    ];
}
