namespace Caisson.Images.Build.Dockerfiles.Instructions;

/// <summary><c>ENV NAME=VALUE…, or ENV NAME VALUE</c>.</summary>
/// <param name="Lines">Where it stands.</param>
/// <param name="Variables">The variables, in their order.</param>
public sealed record EnvInstruction(SourceLines Lines, IReadOnlyList<NameValue> Variables) : Instruction(Lines)
{
    /// <inheritdoc/>
    public override string Keyword => "ENV";

    /// <inheritdoc/>
    public override EnvInstruction Expand(Func<string, string> expand) => this with { Variables = ExpandAll(Variables, expand) };
}
