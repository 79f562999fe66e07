namespace Caisson.Cli;

/// <summary>Ends the process with a status of its own.</summary>
/// <param name="line">What people are told; null for nothing.</param>
/// <param name="status">The exit status.</param>
internal sealed class StatusException(string? line, int status) : Exception(line)
{
    /// <summary>What people are told; null for nothing.</summary>
    internal string? Line { get; } = line;

    /// <summary>The exit status.</summary>
    internal int Status { get; } = status;
}
