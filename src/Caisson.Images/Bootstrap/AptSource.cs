namespace Caisson.Images.Bootstrap;

/// <summary>A place from which apt installs packages; sources.list(5).</summary>
/// <param name="Address">The repository's address.</param>
/// <param name="Suite">The suite in it.</param>
/// <param name="Components">The suite's components.</param>
/// <param name="SignedBy">The key ring with which it is signed: a path; null for those that apt trusts anyway.</param>
internal sealed record AptSource(string Address, string Suite, IReadOnlyList<string> Components, string? SignedBy)
{
    /// <summary>The source in apt's one-line style.</summary>
    public override string ToString()
    {
        string options = SignedBy is null ? "" : $"[signed-by={SignedBy}] ";
        return $"deb {options}{Address} {Suite} {string.Join(' ', Components)}";
    }
}
