namespace Caisson.Images.Build.Dockerfiles.Instructions;

/// <summary><c>WORKDIR PATH</c>.</summary>
/// <param name="Lines">Where it stands.</param>
/// <param name="Path">Absolute, or relative to the working directory so far.</param>
public sealed record WorkdirInstruction(SourceLines Lines, string Path) : Instruction(Lines)
{
    /// <inheritdoc/>
    public override string Keyword => "WORKDIR";

    /// <inheritdoc/>
    public override WorkdirInstruction Expand(Func<string, string> expand)
    {
        ArgumentNullException.ThrowIfNull(expand);
        return this with { Path = expand(Path) };
    }
}
