using System.Globalization;
using System.Runtime.InteropServices;
using Caisson.Cli.Client;

namespace Caisson.Cli.Sessions;

/// <summary>Passes this process's signals on to a container, while it is attached to it.</summary>
internal static class SignalForwarder
{
    private const int User1 = 10;
    private const int User2 = 12;
    private const int Alarm = 14;
    private const int MostInterrupts = 3;

    private static readonly PosixSignal[] Further =
    [
        PosixSignal.SIGQUIT, PosixSignal.SIGCONT, PosixSignal.SIGTSTP, PosixSignal.SIGTTIN, PosixSignal.SIGTTOU,
        (PosixSignal)User1, (PosixSignal)User2, (PosixSignal)Alarm,
    ];

    /// <summary>Passes them on from now on.</summary>
    /// <remarks>A container that does not care is left alone at the third signal that would have ended this process.</remarks>
    internal static void Start(Invocation invocation, EngineClient client, string container)
    {
        int interrupts = 0;
        invocation.Signals?.Take(Further, signal =>
        {
            if (signal is PosixSignal.SIGINT or PosixSignal.SIGTERM && Interlocked.Increment(ref interrupts) == MostInterrupts)
            {
                invocation.Streams.WriteErrorLine($"got {MostInterrupts} SIGTERM/SIGINTs, forcefully exiting");
                invocation.Signals.EndAll();
            }

            _ = KillAsync(client, container, Name(signal));
        });
    }

    private static async Task KillAsync(EngineClient client, string container, string signal)
    {
        try
        {
            await client.PostAsync(
                $"/containers/{EngineClient.Escape(container)}/kill", new Query().Add("signal", signal), null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is EngineException or ObjectDisposedException)
        {
            // It has ended meanwhile, or is about to start.
        }
    }

    private static string Name(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => "HUP",
        PosixSignal.SIGINT => "INT",
        PosixSignal.SIGQUIT => "QUIT",
        PosixSignal.SIGTERM => "TERM",
        PosixSignal.SIGCONT => "CONT",
        PosixSignal.SIGTSTP => "TSTP",
        PosixSignal.SIGTTIN => "TTIN",
        PosixSignal.SIGTTOU => "TTOU",
        _ => ((int)signal).ToString(CultureInfo.InvariantCulture),
    };
}
