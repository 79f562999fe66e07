namespace Caisson.Images.Build.Dockerfiles;

/// <summary>What COPY and ADD have in common.</summary>
/// <param name="Sources">Paths, patterns or URLs, those of <paramref name="Documents"/> left out.</param>
/// <param name="Documents">Sources that stand in the Dockerfile itself.</param>
/// <param name="Destination">Where they go; a slash at the end says that it is a directory.</param>
public sealed record SourcesAndDestination(
    IReadOnlyList<string> Sources, IReadOnlyList<Heredoc> Documents, string Destination)
{
    /// <summary><c>USER[:GROUP]</c>, names or numbers; empty where it is not said.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Octal permission bits, or symbolic ones; empty where it is not said.</summary>
    public string Mode { get; init; } = "";

    /// <summary><c>--link</c>: the destination's own symbolic links are not followed.</summary>
    public bool Link { get; init; }

    /// <summary><c>--parents</c>: sources keep their parent directories.</summary>
    public bool KeepsParents { get; init; }

    /// <summary><c>--exclude</c>: patterns of what is left out.</summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    internal SourcesAndDestination Expand(Func<string, string> expand) => this with
    {
        Sources = [.. Sources.Select(expand)],
        Destination = expand(Destination),
        Owner = expand(Owner),
        Mode = expand(Mode),
        Excludes = [.. Excludes.Select(expand)],
    };
}
