namespace Caisson.Images.Build.Dockerfiles.Instructions;

/// <summary><c>ENTRYPOINT COMMAND</c>, in shell or exec form.</summary>
/// <param name="Lines">Where it stands.</param>
/// <param name="Command">The command; empty where nothing follows the keyword.</param>
public sealed record EntrypointInstruction(SourceLines Lines, CommandLine Command) : Instruction(Lines)
{
    /// <inheritdoc/>
    public override string Keyword => "ENTRYPOINT";
}
