using Caisson.Cli.Verbs.Tables;

namespace Caisson.Cli.Verbs;

/// <summary>All verbs, by the words that name them. Each table has verbs of its own, which keep what a command line gives
/// them.</summary>
internal sealed class VerbTable
{
    /// <summary>The groups.</summary>
    internal static readonly VerbGroup[] Groups =
    [
        new("builder", "Manage builds"),
        new("container", "Manage containers"),
        new("engine", "Start, stop and remove the engine of this machine"),
        new("image", "Manage images"),
        new("network", "Manage networks"),
        new("system", "Manage the engine"),
        new("volume", "Manage volumes"),
    ];

    /// <summary>The paths. Of one verb, the first is the usual one.</summary>
    internal VerbPath[] Paths { get; } =
    [
        .. ImageVerbs.All, .. ContainerVerbs.All, .. VolumeVerbs.All, .. NetworkVerbs.All, .. SystemVerbs.All,
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
}
