using Caisson.Linux.Credentials;

namespace Caisson.Runtime.CommandLine;

/// <summary>Where the state of the containers is if the caller does not say.</summary>
internal static class StateDirectory
{
    private const string Name = "caisson-runtime";

    /// <summary>
    /// The machine's directory for root, the user's own for everybody else. Root of a user namespace counts as
    /// somebody else, for <c>/run</c> is rarely its own, unless $USER says that it poses as root throughout.
    /// </summary>
    internal static string Default()
    {
        string? own = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        bool isShared = string.IsNullOrEmpty(own) || !Path.IsPathRooted(own) || IsMachineRoot();
        return isShared ? $"/run/{Name}" : Path.Join(own, Name);
    }

    private static bool IsMachineRoot() =>
        Environment.IsPrivilegedProcess
        && (UserNamespaceMaps.IsInitial() || Environment.GetEnvironmentVariable("USER") == "root");
}
