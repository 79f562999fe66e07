namespace Caisson.Cli;

/// <summary>Exit statuses, which are those of Docker's client.</summary>
internal static class ExitStatus
{
    internal const int Success = 0;

    /// <summary>Something failed, or the arguments do not fit.</summary>
    internal const int Failure = 1;

    /// <summary>A template of <c>inspect</c> is malformed.</summary>
    internal const int BadTemplate = 64;

    /// <summary>An option is unknown or has a wrong value.</summary>
    internal const int BadOption = 125;

    /// <summary>A container's program cannot be run.</summary>
    internal const int NotExecutable = 126;

    /// <summary>A container's program is not there.</summary>
    internal const int ProgramMissing = 127;

    /// <summary>128 and SIGINT: interrupted.</summary>
    internal const int Interrupted = 130;

    /// <summary>128 and SIGPIPE: nobody reads the output any more.</summary>
    internal const int BrokenPipe = 141;
}
