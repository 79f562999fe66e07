namespace Caisson.Images.Build.Dockerfiles.Instructions;

/// <summary><c>EXPOSE PORT[-PORT][/PROTOCOL]…</c>; a word may expand to several.</summary>
/// <param name="Lines">Where it stands.</param>
/// <param name="Ports">The ports as they are written, sorted.</param>
public sealed record ExposeInstruction(SourceLines Lines, IReadOnlyList<string> Ports) : Instruction(Lines)
{
    /// <inheritdoc/>
    public override string Keyword => "EXPOSE";
}
