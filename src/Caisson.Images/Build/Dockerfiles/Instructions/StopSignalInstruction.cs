namespace Caisson.Images.Build.Dockerfiles.Instructions;

/// <summary><c>STOPSIGNAL SIGNAL</c>.</summary>
/// <param name="Lines">Where it stands.</param>
/// <param name="Signal">A signal's name or number.</param>
public sealed record StopSignalInstruction(SourceLines Lines, string Signal) : Instruction(Lines)
{
    /// <inheritdoc/>
    public override string Keyword => "STOPSIGNAL";

    /// <inheritdoc/>
    public override StopSignalInstruction Expand(Func<string, string> expand)
    {
        ArgumentNullException.ThrowIfNull(expand);
        return this with { Signal = expand(Signal) };
    }
}
