using System.Net;

namespace Caisson.Cli.Client;

/// <summary>The engine has refused something, or is not there.</summary>
/// <param name="message">What people are told.</param>
/// <param name="status">The status of its answer; null where there was no answer.</param>
internal sealed class EngineException(string message, HttpStatusCode? status = null) : Exception(message)
{
    /// <summary>The status of the answer; null where there was none.</summary>
    internal HttpStatusCode? Status { get; } = status;

    /// <summary>Whether the engine knows no such thing.</summary>
    internal bool IsNotFound => Status == HttpStatusCode.NotFound;

    /// <summary>Whether no engine answers.</summary>
    internal bool IsUnreachable => Status is null;
}
