namespace Caisson.Images.Build.Dockerfiles.Instructions;

/// <summary><c>VOLUME PATH…, or VOLUME ["PATH", …]</c>.</summary>
/// <param name="Lines">Where it stands.</param>
/// <param name="Paths">The paths, in their order.</param>
public sealed record VolumeInstruction(SourceLines Lines, IReadOnlyList<string> Paths) : Instruction(Lines)
{
    /// <inheritdoc/>
    public override string Keyword => "VOLUME";

    /// <inheritdoc/>
    public override VolumeInstruction Expand(Func<string, string> expand) => this with { Paths = ExpandAll(Paths, expand) };
}
