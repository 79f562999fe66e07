namespace Caisson.Cli.Options;

/// <summary>The command line is wrong.</summary>
internal sealed class UsageException : Exception
{
    internal UsageException(string message, int status = ExitStatus.BadOption)
        : base(message) => Status = status;

    /// <summary>What the process ends with.</summary>
    internal int Status { get; }
}
