namespace Caisson.Images.Build.Dockerfiles.Instructions;

/// <summary><c>COPY [--from=…] [--chown=…] [--chmod=…] … SOURCE… DESTINATION</c>.</summary>
/// <param name="Lines">Where it stands.</param>
/// <param name="Files">What is copied where.</param>
/// <param name="From">A stage's name or number, or an image; empty for the build context.</param>
public sealed record CopyInstruction(SourceLines Lines, SourcesAndDestination Files, string From) : Instruction(Lines)
{
    /// <inheritdoc/>
    public override string Keyword => "COPY";

    /// <inheritdoc/>
    public override CopyInstruction Expand(Func<string, string> expand) => this with { Files = Files.Expand(expand) };
}
