namespace Caisson.Images.Build.Dockerfiles.Instructions;

/// <summary><c>SHELL ["EXECUTABLE", "PARAMETER", …]</c>: what the shell form of commands is given to.</summary>
/// <param name="Lines">Where it stands.</param>
/// <param name="Shell">The shell and its options.</param>
public sealed record ShellInstruction(SourceLines Lines, IReadOnlyList<string> Shell) : Instruction(Lines)
{
    /// <inheritdoc/>
    public override string Keyword => "SHELL";
}
