using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Engine;

/// <summary><c>engine start</c>.</summary>
internal sealed class EngineStartVerb : Verb
{
    private readonly EngineFolders _folders = new();

    /// <inheritdoc/>
    internal override string Summary => "Start the engine, and wait until it answers";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "[-- CAISSOND OPTIONS...]";

    /// <inheritdoc/>
    internal override Arity Arity => new(0, null);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => _folders.All;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation)
    {
        if (EngineProcess.Find(_folders) is { } running)
        {
            invocation.Streams.WriteLine($"the engine runs already, as process {running}");
            return ExitStatus.Success;
        }

        long before = File.Exists(_folders.LogFile) ? new FileInfo(_folders.LogFile).Length : 0;
        int? pid = await EngineProcess.StartAsync(_folders, invocation.Arguments, invocation.Cancellation).ConfigureAwait(false);
        if (pid is null)
        {
            throw new ArgumentFault($"the engine does not start: {FirstLineSince(before)}; its log is {_folders.LogFile}");
        }

        invocation.Streams.WriteLine($"the engine runs as process {pid}; its socket is {_folders.Socket}");
        return ExitStatus.Success;
    }

    // What follows the reason is how to get help.
    private string FirstLineSince(long length)
    {
        using FileStream log = File.OpenRead(_folders.LogFile);
        log.Position = Math.Min(length, log.Length);
        using StreamReader reader = new(log);
        return reader.ReadLine() ?? "it has not said why";
    }
}
