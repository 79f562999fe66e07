namespace Caisson.Images.Build.Dockerfiles.Instructions;

/// <summary><c>FROM [--platform=PLATFORM] IMAGE [AS NAME]</c>: begins a stage.</summary>
/// <param name="Lines">Where it stands.</param>
/// <param name="Base">An image, an earlier stage, or <c>scratch</c>.</param>
/// <param name="StageName">The stage's name in lower case; null where it has none.</param>
/// <param name="Platform">The platform that is asked for; empty where none is.</param>
public sealed record FromInstruction(SourceLines Lines, string Base, string? StageName, string Platform) : Instruction(Lines)
{
    /// <inheritdoc/>
    public override string Keyword => "FROM";

    /// <inheritdoc/>
    public override FromInstruction Expand(Func<string, string> expand)
    {
        ArgumentNullException.ThrowIfNull(expand);
        return this with { Base = expand(Base), Platform = expand(Platform) };
    }
}
