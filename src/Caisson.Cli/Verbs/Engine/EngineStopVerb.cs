using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Engine;

/// <summary><c>engine stop</c>.</summary>
internal sealed class EngineStopVerb : Verb
{
    private readonly EngineFolders _folders = new();

    /// <inheritdoc/>
    internal override string Summary => "Stop the engine; containers go on running";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => _folders.All;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation)
    {
        if (EngineProcess.Find(_folders) is not { } pid)
        {
            invocation.Streams.WriteLine("the engine does not run");
            return ExitStatus.Success;
        }

        await EngineProcess.StopAsync(pid).ConfigureAwait(false);
        invocation.Streams.WriteLine("the engine has ended; containers go on running");
        return ExitStatus.Success;
    }
}
