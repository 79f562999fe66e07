namespace Caisson.Images.Build.Dockerfiles.Instructions;

/// <summary><c>CMD COMMAND</c>, in shell or exec form.</summary>
/// <param name="Lines">Where it stands.</param>
/// <param name="Command">The command; empty where nothing follows the keyword.</param>
public sealed record CmdInstruction(SourceLines Lines, CommandLine Command) : Instruction(Lines)
{
    /// <inheritdoc/>
    public override string Keyword => "CMD";
}
