using Caisson.Runtime.CommandLine.Options;

namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary>What <c>create</c> and <c>run</c> have in common: the bundle, and how its process is handed over.</summary>
internal sealed class BundleOptions
{
    private readonly TextOption _bundle = new(
        "bundle", "directory of the bundle, with its config.json (default: the current directory)")
    { Alias = 'b' };

    private readonly TextOption _consoleSocket = new(
        "console-socket", "unix socket that gets the descriptor of the terminal's other end");

    private readonly TextOption _pidFile = new("pid-file", "file to write the process id to");

    private readonly SwitchOption _noPivot = new(
        "no-pivot", "enter the root without pivot_root, for a host that runs from a ramdisk (less secure)");

    private readonly SwitchOption _noNewKeyring = new(
        "no-new-keyring", "leave the container in the caller's session keyring");

    private readonly NumberOption _preserveFds = new(
        "preserve-fds", "number of descriptors from 3 on that the process inherits, behind those of $LISTEN_FDS");

    /// <summary>All of them, in the order of the help text.</summary>
    internal Option[] All => [_bundle, _consoleSocket, _pidFile, _noPivot, _noNewKeyring, _preserveFds];

    /// <summary>Directory of the bundle, absolute.</summary>
    internal string Bundle => Path.GetFullPath(_bundle.ValueOrNull ?? ".");

    /// <summary>The socket for the terminal, absolute.</summary>
    internal string? ConsoleSocket => FullPath(_consoleSocket);

    /// <summary>The file for the process id, absolute.</summary>
    internal string? PidFile => FullPath(_pidFile);

    /// <summary>Whether the root is entered without pivot_root.</summary>
    internal bool NoPivot => _noPivot.Value;

    /// <summary>Whether the container stays in the caller's session keyring.</summary>
    internal bool NoNewKeyring => _noNewKeyring.Value;

    /// <summary>How many descriptors from 3 on the process inherits.</summary>
    /// <exception cref="UsageException">The number is out of range.</exception>
    internal int PreserveFds => _preserveFds.AsCount();

    /// <summary>The path against the caller's directory; the library changes to the bundle's.</summary>
    internal static string? FullPath(TextOption option) =>
        option.ValueOrNull is { } path ? Path.GetFullPath(path) : null;
}
