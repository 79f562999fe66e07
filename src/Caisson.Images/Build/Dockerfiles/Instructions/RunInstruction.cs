namespace Caisson.Images.Build.Dockerfiles.Instructions;

/// <summary><c>RUN [--mount=…] [--network=…] [--security=…] COMMAND</c>.</summary>
/// <param name="Lines">Where it stands.</param>
/// <param name="Command">What is run.</param>
/// <param name="Heredocs">The documents that follow.</param>
/// <param name="Mounts">The values of <c>--mount</c>, in their order.</param>
/// <param name="Network"><c>default</c>, <c>none</c> or <c>host</c>; empty where it is not said.</param>
/// <param name="Security"><c>sandbox</c> or <c>insecure</c>; empty where it is not said.</param>
public sealed record RunInstruction(
    SourceLines Lines,
    CommandLine Command,
    IReadOnlyList<Heredoc> Heredocs,
    IReadOnlyList<string> Mounts,
    string Network,
    string Security) : Instruction(Lines)
{
    /// <inheritdoc/>
    public override string Keyword => "RUN";
}
