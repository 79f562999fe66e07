namespace Caisson.Runtime.CommandLine;

/// <summary>
/// The statuses that the runtime itself ends with; <c>run</c> and <c>exec</c> also hand on their process's.
/// </summary>
internal static class ExitStatus
{
    /// <summary>Done.</summary>
    internal const int Success = 0;

    /// <summary>Failed, or called wrongly.</summary>
    internal const int Failure = 1;

    /// <summary>There is no such verb.</summary>
    internal const int UnknownVerb = 3;

    /// <summary><c>exec</c> failed before the process ran: a status that few programs end with themselves.</summary>
    internal const int ExecFailure = 255;
}
