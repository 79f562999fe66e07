using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Engine;

/// <summary><c>engine status</c>.</summary>
internal sealed class EngineStatusVerb : Verb
{
    // As systemctl has it for a unit that is not active.
    private const int NotRunning = 3;

    private readonly EngineFolders _folders = new();

    /// <inheritdoc/>
    internal override string Summary => "Say whether the engine runs";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => _folders.All;

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation)
    {
        if (EngineProcess.Find(_folders) is not { } pid)
        {
            invocation.Streams.WriteLine("the engine does not run");
            return Task.FromResult(NotRunning);
        }

        invocation.Streams.WriteLine(
            $"the engine runs as process {pid}\nsocket: {_folders.Socket}\ndata:   {Path.GetFullPath(_folders.DataRoot.Value)}");
        return Task.FromResult(ExitStatus.Success);
    }
}
