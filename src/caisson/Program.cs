using Caisson.Cli.Output;

namespace Caisson.Cli;

/// <summary>The entry point.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        using ProcessSignals signals = new();
        return await new Application(new ProcessStreams(), signals: signals).RunAsync(arguments, signals.Interrupted).ConfigureAwait(false);
    }
}
