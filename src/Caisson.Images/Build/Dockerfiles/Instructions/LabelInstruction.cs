namespace Caisson.Images.Build.Dockerfiles.Instructions;

/// <summary><c>LABEL NAME=VALUE…, or LABEL NAME VALUE</c>.</summary>
/// <param name="Lines">Where it stands.</param>
/// <param name="Labels">The labels, in their order.</param>
/// <param name="IsLiteral">Whether it comes from <c>--label</c>, where nothing is expanded.</param>
public sealed record LabelInstruction(SourceLines Lines, IReadOnlyList<NameValue> Labels, bool IsLiteral = false)
    : Instruction(Lines)
{
    /// <inheritdoc/>
    public override string Keyword => "LABEL";

    /// <inheritdoc/>
    public override LabelInstruction Expand(Func<string, string> expand) =>
        IsLiteral ? this : this with { Labels = ExpandAll(Labels, expand) };
}
