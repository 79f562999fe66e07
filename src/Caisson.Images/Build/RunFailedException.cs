namespace Caisson.Images.Build;

/// <summary>A command of a build that ended with an exit code other than 0.</summary>
public sealed class RunFailedException : Exception
{
    /// <summary>Describes the failure as Docker does.</summary>
    /// <param name="arguments">The command.</param>
    /// <param name="exitCode">Its exit code.</param>
    public RunFailedException(IReadOnlyList<string> arguments, int exitCode)
        : base($"The command '{string.Join(' ', arguments)}' returned a non-zero code: {exitCode}") => ExitCode = exitCode;

    /// <summary>The exit code.</summary>
    public int ExitCode { get; }
}
