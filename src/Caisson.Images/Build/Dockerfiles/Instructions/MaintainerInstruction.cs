namespace Caisson.Images.Build.Dockerfiles.Instructions;

/// <summary><c>MAINTAINER NAME</c>.</summary>
/// <param name="Lines">Where it stands.</param>
/// <param name="Maintainer">Who maintains the image.</param>
public sealed record MaintainerInstruction(SourceLines Lines, string Maintainer) : Instruction(Lines)
{
    /// <inheritdoc/>
    public override string Keyword => "MAINTAINER";
}
