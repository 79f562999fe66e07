namespace Caisson.Images.Registry.Authorization;

/// <summary>What a token is good for: <c>repository:NAME:ACTIONS</c> (distribution, token scope documentation).</summary>
/// <param name="Repository">The repository's name in the registry.</param>
/// <param name="Actions"><c>pull</c> or <c>pull,push</c>.</param>
internal sealed record TokenScope(string Repository, string Actions)
{
    internal static TokenScope Pull(string repository) => new(repository, "pull");

    internal static TokenScope Push(string repository) => new(repository, "pull,push");

    /// <inheritdoc/>
    public override string ToString() => $"repository:{Repository}:{Actions}";
}
