namespace Caisson.Images.Build.Dockerfiles.Instructions;

/// <summary><c>ARG NAME[=DEFAULT]…</c>.</summary>
/// <param name="Lines">Where it stands.</param>
/// <param name="Arguments">The arguments, in their order.</param>
public sealed record ArgInstruction(SourceLines Lines, IReadOnlyList<NameValue> Arguments) : Instruction(Lines)
{
    /// <inheritdoc/>
    public override string Keyword => "ARG";

    /// <inheritdoc/>
    public override ArgInstruction Expand(Func<string, string> expand) => this with { Arguments = ExpandAll(Arguments, expand) };
}
