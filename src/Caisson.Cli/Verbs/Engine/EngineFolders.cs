using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Engine;

/// <summary>Which engine of this machine is meant.</summary>
internal sealed class EngineFolders
{
    /// <summary>Where an engine keeps what lasts; caissond's own option.</summary>
    internal TextFlag DataRoot { get; } = new("data-root", "Root directory of persistent state") { Default = "/var/lib/caisson" };

    /// <summary>Where it keeps what does not.</summary>
    internal TextFlag ExecRoot { get; } = new("exec-root", "Root directory for execution state files") { Default = "/run/caisson" };

    /// <summary>Both.</summary>
    internal IReadOnlyList<Flag> All => [DataRoot, ExecRoot];

    /// <summary>The options, for caissond.</summary>
    internal IReadOnlyList<string> Words => ["--data-root", Path.GetFullPath(DataRoot.Value), "--exec-root", Path.GetFullPath(ExecRoot.Value)];

    /// <summary>The engine's socket.</summary>
    internal string Socket => Path.Combine(Path.GetFullPath(ExecRoot.Value), "engine.sock");

    /// <summary>The file with the engine's process number.</summary>
    internal string PidFile => Path.Combine(Path.GetFullPath(ExecRoot.Value), "caissond.pid");

    /// <summary>Where an engine that was started here writes its log.</summary>
    internal string LogFile => Path.Combine(Path.GetFullPath(ExecRoot.Value), "caissond.log");
}
