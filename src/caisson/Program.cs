using System.Runtime.InteropServices;
using Caisson.Cli.Output;

namespace Caisson.Cli;

/// <summary>The entry point.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        using CancellationTokenSource interrupted = new();
        void Interrupt(PosixSignalContext context)
        {
            // What is under way is ended in order, and cleans up behind itself; a second signal ends the process.
            context.Cancel = !interrupted.IsCancellationRequested;
            interrupted.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Interrupt);
        return await new Application(new ProcessStreams()).RunAsync(arguments, interrupted.Token).ConfigureAwait(false);
    }
}
