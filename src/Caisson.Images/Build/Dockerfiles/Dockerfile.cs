using Caisson.Images.Build.Dockerfiles.Instructions;

namespace Caisson.Images.Build.Dockerfiles;

/// <summary>A Dockerfile, parsed: nothing in it is expanded yet.</summary>
/// <param name="Directives">What the comments at its top ask of the parser.</param>
/// <param name="GlobalArguments">The ARG instructions before the first FROM.</param>
/// <param name="Stages">The build stages, in their order; at least one.</param>
/// <param name="Warnings">What is allowed and will not always be, one line each.</param>
public sealed record Dockerfile(
    ParserDirectives Directives,
    IReadOnlyList<ArgInstruction> GlobalArguments,
    IReadOnlyList<Stage> Stages,
    IReadOnlyList<string> Warnings)
{
    /// <summary>Finds a stage by its name, in any case, or by its number.</summary>
    /// <returns>The stage's index, or -1.</returns>
    public int FindStage(string nameOrIndex)
    {
        ArgumentNullException.ThrowIfNull(nameOrIndex);
        for (int i = 0; i < Stages.Count; i++)
        {
            if (Stages[i].Name is { } name && name.Equals(nameOrIndex, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return int.TryParse(nameOrIndex, System.Globalization.NumberStyles.None, null, out int index) && index < Stages.Count
            ? index
            : -1;
    }
}
