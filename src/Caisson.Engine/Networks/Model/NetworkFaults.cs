using Caisson.Linux;
using Caisson.Linux.Nftables;
using Caisson.Network;

namespace Caisson.Engine.Networks.Model;

/// <summary>Errors from below, as clients are told them.</summary>
internal static class NetworkFaults
{
    /// <summary>Whether it is one that can be told.</summary>
    internal static bool IsExpected(Exception e) =>
        e is NetworkException or LinuxException or NftablesException or IOException or UnauthorizedAccessException;

    /// <summary>The error for a client.</summary>
    /// <param name="e">What went wrong.</param>
    /// <param name="before">What was tried.</param>
    internal static EngineException Translate(Exception e, string before) => new(
        e is NetworkException { Fault: NetworkFault.Invalid } ? EngineErrorKind.InvalidParameter
        : e is NetworkException { Fault: NetworkFault.InUse or NetworkFault.Exhausted } ? EngineErrorKind.Forbidden
        : EngineErrorKind.System,
        before.Length == 0 ? e.Message : $"{before}: {e.Message}",
        e);
}
