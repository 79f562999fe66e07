namespace Caisson.Engine.Sandboxes;

/// <summary>What a container's root file system is made of.</summary>
/// <param name="Lowers">The directories of its image, the uppermost first; absolute, at least one.</param>
/// <param name="Upper">Where its changes go.</param>
/// <param name="Work">For overlayfs' own use, on the same file system.</param>
public sealed record SandboxRoot(IReadOnlyList<string> Lowers, string Upper, string Work);
