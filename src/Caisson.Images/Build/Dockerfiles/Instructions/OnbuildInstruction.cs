namespace Caisson.Images.Build.Dockerfiles.Instructions;

/// <summary><c>ONBUILD INSTRUCTION</c>.</summary>
/// <param name="Lines">Where it stands.</param>
/// <param name="Trigger">The instruction as it is written, documents that follow it included.</param>
public sealed record OnbuildInstruction(SourceLines Lines, string Trigger) : Instruction(Lines)
{
    /// <inheritdoc/>
    public override string Keyword => "ONBUILD";
}
