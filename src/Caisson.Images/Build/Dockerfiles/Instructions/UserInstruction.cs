namespace Caisson.Images.Build.Dockerfiles.Instructions;

/// <summary><c>USER NAME[:GROUP]</c>.</summary>
/// <param name="Lines">Where it stands.</param>
/// <param name="User">Names or numbers.</param>
public sealed record UserInstruction(SourceLines Lines, string User) : Instruction(Lines)
{
    /// <inheritdoc/>
    public override string Keyword => "USER";

    /// <inheritdoc/>
    public override UserInstruction Expand(Func<string, string> expand)
    {
        ArgumentNullException.ThrowIfNull(expand);
        return this with { User = expand(User) };
    }
}
