using Caisson.Images.Build.Dockerfiles.Instructions;

namespace Caisson.Images.Build.Dockerfiles;

/// <summary>A build stage: a FROM and what follows it, up to the next.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="From">Where it starts.</param>
/// <param name="Instructions">The instructions after FROM.</param>
public sealed record Stage(int Index, FromInstruction From, IReadOnlyList<Instruction> Instructions)
{
    /// <summary>Its name in lower case; null where it has none.</summary>
    public string? Name => From.StageName;
}
