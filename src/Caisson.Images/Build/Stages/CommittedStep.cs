using Caisson.Images.Build.Images;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build.Stages;

/// <summary>A step that is about to make an image of the one before.</summary>
/// <param name="Defaults">What the image's containers do after it.</param>
/// <param name="CreatedBy">The step in the history's words, which the cache knows it by.</param>
internal sealed record CommittedStep(ContainerDefaults Defaults, string CreatedBy)
{
    /// <summary>What else the result depends on.</summary>
    internal IReadOnlyList<string> Extras { get; init; } = [];

    /// <summary>Changes the files, where the step does; gives null where nothing has changed.</summary>
    internal Func<Task<BuiltLayer?>>? Make { get; init; }

    /// <summary>Whether Docker's builder makes a container for it, and says so.</summary>
    internal bool MakesContainer { get; init; } = true;

    /// <summary>Whether a command runs, which reports by itself.</summary>
    internal bool RunsCommand { get; init; }
}
