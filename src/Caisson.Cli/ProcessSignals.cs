using System.Runtime.InteropServices;

namespace Caisson.Cli;

/// <summary>The signals of this process: they end what is under way in order, unless somebody takes them.</summary>
internal sealed class ProcessSignals : IDisposable
{
    private readonly CancellationTokenSource _interrupted = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private volatile Action<PosixSignal>? _taker;

    internal ProcessSignals()
    {
        Register(PosixSignal.SIGINT, Interrupt);
        Register(PosixSignal.SIGTERM, Interrupt);
        Register(PosixSignal.SIGHUP, Interrupt);
    }

    /// <summary>Is cancelled when the process shall end.</summary>
    internal CancellationToken Interrupted => _interrupted.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(r => r.Dispose());
        _interrupted.Dispose();
    }

    /// <summary>Takes signals, from now on: they do not end the process any more.</summary>
    /// <param name="signals">Which, beside those that would end it in order.</param>
    /// <param name="taker">Is told of each.</param>
    internal void Take(IEnumerable<PosixSignal> signals, Action<PosixSignal> taker)
    {
        _taker = taker;
        foreach (PosixSignal signal in signals)
        {
            Register(signal, context =>
            {
                context.Cancel = true;
                taker(context.Signal);
            });
        }
    }

    /// <summary>Tells when the terminal has another size.</summary>
    internal void OnResize(Action taker) => Register(PosixSignal.SIGWINCH, _ => taker());

    /// <summary>Ends what is under way.</summary>
    internal void EndAll() => _interrupted.Cancel();

    private void Interrupt(PosixSignalContext context)
    {
        if (_taker is { } taker)
        {
            context.Cancel = true;
            taker(context.Signal);
            return;
        }

        // What is under way is ended in order, and cleans up behind itself; a second signal ends the process.
        context.Cancel = !_interrupted.IsCancellationRequested;
        _interrupted.Cancel();
    }

    private void Register(PosixSignal signal, Action<PosixSignalContext> handler) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, handler));
}
