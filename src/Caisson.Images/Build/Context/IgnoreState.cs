namespace Caisson.Images.Build.Context;

/// <summary>What a walk knows at one entry of a context.</summary>
/// <param name="IsIgnored">Whether the entry is left out.</param>
/// <param name="Matches">Which patterns it, or a directory above it, matches.</param>
internal readonly record struct IgnoreState(bool IsIgnored, bool[] Matches);
