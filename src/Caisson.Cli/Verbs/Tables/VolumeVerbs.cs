using Caisson.Cli.Verbs.Volumes;

namespace Caisson.Cli.Verbs.Tables;

/// <summary>Volumes.</summary>
internal static class VolumeVerbs
{
    /// <summary>The paths, each time with verbs of their own.</summary>
    internal static IEnumerable<VerbPath> All =>
    [
        .. VerbPath.Of(new VolumeCreateVerb(), "volume create"),
        .. VerbPath.Of(new VolumeInspectVerb(), "volume inspect"),
        .. VerbPath.Of(new VolumeListVerb(), "volume ls", "volume list!"),
        .. VerbPath.Of(new VolumePruneVerb(), "volume prune"),
        .. VerbPath.Of(new VolumeRemoveVerb(), "volume rm", "volume remove!"),
    ];
}
