namespace Caisson.Engine.Containers;

/// <summary>How a container ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Error">What went wrong, if anything did.</param>
public sealed record ContainerExit(int ExitCode, string? Error = null);
