using Caisson.Linux.Uapi;

namespace Caisson.Linux.Terminals;

/// <summary>A terminal's raw mode, which ends when this is disposed; see <see cref="Terminal.EnterRawMode"/>.</summary>
public sealed class RawMode : IDisposable
{
    private readonly Termios _before;
    private Terminal? _terminal;

    internal RawMode(Terminal terminal, Termios before)
    {
        _terminal = terminal;
        _before = before;
    }

    /// <summary>Restores the terminal's modes; once.</summary>
    public void Dispose()
    {
        Terminal? terminal = Interlocked.Exchange(ref _terminal, null);
        try
        {
            terminal?.SetAttributes(_before);
        }
        catch (LinuxException)
        {
            // The terminal has been hung up: there is nothing left to restore.
        }
    }
}
