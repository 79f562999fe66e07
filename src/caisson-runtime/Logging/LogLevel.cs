namespace Caisson.Runtime.CommandLine.Logging;

/// <summary>How much a log line matters.</summary>
internal enum LogLevel
{
    /// <summary>A step, for whoever looks for a fault; logged only with <c>--debug</c>.</summary>
    Debug,

    /// <summary>Something was asked for and left out; the verb goes on.</summary>
    Warning,

    /// <summary>The verb failed.</summary>
    Error,
}
