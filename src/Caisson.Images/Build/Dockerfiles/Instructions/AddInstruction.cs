namespace Caisson.Images.Build.Dockerfiles.Instructions;

/// <summary><c>ADD [--checksum=…] [--chown=…] … SOURCE… DESTINATION</c>: COPY, and URLs and archives.</summary>
/// <param name="Lines">Where it stands.</param>
/// <param name="Files">What is copied where.</param>
/// <param name="Checksum">The digest that a download must have; empty where none is given.</param>
/// <param name="KeepsGitFolder"><c>--keep-git-dir</c>.</param>
/// <param name="Unpack">Whether archives are unpacked; null as Docker does: local ones are, downloads are not.</param>
public sealed record AddInstruction(
    SourceLines Lines,
    SourcesAndDestination Files,
    string Checksum,
    bool KeepsGitFolder,
    bool? Unpack) : Instruction(Lines)
{
    /// <inheritdoc/>
    public override string Keyword => "ADD";

    /// <inheritdoc/>
    public override AddInstruction Expand(Func<string, string> expand)
    {
        ArgumentNullException.ThrowIfNull(expand);
        return this with { Files = Files.Expand(expand), Checksum = expand(Checksum) };
    }
}
