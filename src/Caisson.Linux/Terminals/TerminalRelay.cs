using Caisson.Linux.Descriptors;
using Caisson.Linux.Signals;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Terminals;

/// <summary>
/// Sits between a user and a program on a pseudoterminal: passes on what is typed and what is printed, the window's size and signals.
/// </summary>
/// <remarks>
/// It waits with ppoll(2), because input and output can be regular files, which epoll refuses.
/// Thread: one runs it; that thread has the signals blocked. Allocates: two buffers a relay, nothing while it runs.
/// </remarks>
/// <param name="master">The outer side of the pseudoterminal; becomes non-blocking.</param>
/// <param name="input">What the user types: a terminal in raw mode, a pipe, a file. Stays as it is.</param>
/// <param name="output">Where the program's output goes. Stays as it is.</param>
public sealed class TerminalRelay(TerminalMaster master, FileDescriptor input, FileDescriptor output)
{
    // A pipe that poll reports as writable takes this many bytes without waiting (PIPE_BUF), even if it is a blocking one.
    private const int OutputStepBytes = 4096;

    // More than a pseudoterminal holds: 64 KiB on their way (TTYB_DEFAULT_MEM_LIMIT) and 4 KiB to be read.
    private const int TerminalHoldsBytes = 1 << 20;

    private readonly RelayBuffer _typed = new(4096);
    private readonly RelayBuffer _printed = new(32 * 1024);
    private bool _inputOpen = true;
    private bool _masterOpen = true;

    /// <summary>The terminal whose window size the program's terminal takes over: now, and with each SIGWINCH.</summary>
    public Terminal? SizeSource { get; init; }

    /// <summary>Signals to take; they must be blocked (<see cref="ProcessSignals.BlockEverywhere"/>). SIGWINCH is served here.</summary>
    public SignalFd? Signals { get; init; }

    /// <summary>Is told every signal but SIGWINCH.</summary>
    public Action<ReceivedSignal>? OnSignal { get; init; }

    /// <summary>
    /// When this becomes readable (a pidfd: the program has ended), what has been printed until then is passed on and the
    /// relay ends, whoever else has the terminal open. Without it, the relay ends when nobody has.
    /// </summary>
    public FileDescriptor? Until { get; init; }

    /// <summary>
    /// Relays to the end. When the input ends before the program, a program that reads lines reads its end too: the
    /// terminal's end-of-file character is typed. An input that fails (EIO: the user's terminal has gone) ends without.
    /// </summary>
    /// <exception cref="LinuxException">Waiting failed. What reading or writing fail with only ends that direction.</exception>
    public void Run()
    {
        master.SetNonBlocking(true);
        CopySize();
        Span<PollEntry> entries = stackalloc PollEntry[5];
        while (_masterOpen || !_printed.IsEmpty || Until is not null)
        {
            entries[0] = new PollEntry(_inputOpen && _typed.IsEmpty ? input : null, PollEvents.POLLIN);
            entries[1] = MasterEntry();
            entries[2] = new PollEntry(_printed.IsEmpty ? null : output, PollEvents.POLLOUT);
            entries[3] = new PollEntry(Signals, PollEvents.POLLIN);
            entries[4] = new PollEntry(Until, PollEvents.POLLIN);
            Poll.Wait(entries, Timeout.InfiniteTimeSpan);

            if (entries[3].CanRead)
            {
                TakeSignals();
            }

            if (entries[2].Happened != PollEvents.None)
            {
                // The program is not to be stopped by a reader of its output that has gone: what can't be written is dropped.
                _printed.Drain(output, OutputStepBytes);
            }

            if (entries[1].Happened != PollEvents.None)
            {
                ServeMaster();
            }

            if (entries[0].Happened != PollEvents.None)
            {
                TakeInput();
            }

            if (entries[4].CanRead)
            {
                Finish();
                return;
            }
        }
    }

    // A terminal that has been hung up reports that for ever: it is left out while nothing is wanted of it.
    private PollEntry MasterEntry()
    {
        PollEvents events = (_printed.IsEmpty ? PollEvents.POLLIN : PollEvents.None)
            | (_typed.IsEmpty ? PollEvents.None : PollEvents.POLLOUT);
        return new PollEntry(_masterOpen && events != PollEvents.None ? master : null, events);
    }

    private void ServeMaster()
    {
        if (!_typed.IsEmpty)
        {
            _inputOpen &= _typed.Drain(master, int.MaxValue);
        }

        if (_printed.IsEmpty)
        {
            _masterOpen = _printed.Fill(master);
        }
    }

    private void TakeInput()
    {
        _inputOpen = _typed.Fill(input, out bool failed);
        if (!_inputOpen && !failed && _masterOpen)
        {
            TypeEndOfFile();
        }
    }

    // In the middle of a line the character only hands over what has been typed of it; the second one is the end.
    private void TypeEndOfFile()
    {
        try
        {
            Termios attributes = master.GetAttributes();
            if ((attributes.c_lflag & LocalMode.ICANON) != 0)
            {
                byte character = attributes.EndOfFile;
                _typed.Append(_typed.Last is (byte)'\n' or 0 ? [character] : [character, character]);
            }
        }
        catch (LinuxException)
        {
            _masterOpen = false;
        }
    }

    private void TakeSignals()
    {
        while (Signals!.TryTake(out ReceivedSignal signal))
        {
            if (signal.Signal == Signal.SIGWINCH)
            {
                CopySize();
            }
            else
            {
                OnSignal?.Invoke(signal);
            }
        }
    }

    private void CopySize()
    {
        try
        {
            if (SizeSource is not null)
            {
                master.Size = SizeSource.Size;
            }
        }
        catch (LinuxException)
        {
            // One of the two terminals has been hung up; reading from it will tell.
        }
    }

    // The kernel makes what was printed before the program ended readable before it reports that there is nothing more.
    // The limit is for those whom the program has left behind and who print for ever.
    private void Finish()
    {
        int passedBytes = 0;
        do
        {
            while (!_printed.IsEmpty)
            {
                Poll.WaitWritable(output, Timeout.InfiniteTimeSpan);
                _printed.Drain(output, OutputStepBytes);
                passedBytes += OutputStepBytes;
            }

            _masterOpen = _masterOpen && passedBytes < TerminalHoldsBytes && _printed.Fill(master);
        }
        while (!_printed.IsEmpty);
    }
}
