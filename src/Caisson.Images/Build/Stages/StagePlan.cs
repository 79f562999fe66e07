using Caisson.Images.Build.Dockerfiles;
using Caisson.Images.Build.Dockerfiles.Instructions;

namespace Caisson.Images.Build.Stages;

/// <summary>A stage, and how it hangs together with the others.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="BaseName">The image that it starts from, expanded; its name in the case of a stage.</param>
/// <param name="BaseStage">The stage that it starts from; -1 where it starts from an image or from <c>scratch</c>.</param>
/// <param name="FirstStep">The number of its FROM among all steps, from 1.</param>
/// <param name="Instructions">What follows FROM, labels of <c>--label</c> included.</param>
internal sealed record StagePlan(
    Stage Stage, string BaseName, int BaseStage, int FirstStep, IReadOnlyList<Instruction> Instructions)
{
    /// <summary>Whether the target needs it.</summary>
    internal bool IsNeeded { get; set; }

    /// <summary>Its number, from 0.</summary>
    internal int Index => Stage.Index;
}
