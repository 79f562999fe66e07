using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Terminals;

/// <summary>A terminal, or either side of a pseudoterminal; ioctl_tty(2), termios(3).</summary>
/// <remarks>Thread: any. Allocates: only <see cref="EnterRawMode"/>.</remarks>
public unsafe class Terminal : FileDescriptor
{
    /// <summary>Takes a descriptor of a terminal.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="ownsHandle">False to leave closing to somebody else (0, 1 and 2, say).</param>
    public Terminal(int descriptor, bool ownsHandle = true)
        : base(descriptor, ownsHandle)
    {
    }

    /// <summary>The size. Setting it sends SIGWINCH to the terminal's foreground processes if it changes.</summary>
    /// <exception cref="LinuxException">ENOTTY, EIO: the other side is closed.</exception>
    public WindowSize Size
    {
        get
        {
            Winsize size;
            this.Check(LibC.ioctl(this, TerminalRequest.TIOCGWINSZ, &size), "ioctl TIOCGWINSZ");
            return new WindowSize(size.ws_row, size.ws_col);
        }

        set
        {
            var size = new Winsize { ws_row = value.Rows, ws_col = value.Columns };
            this.Check(LibC.ioctl(this, TerminalRequest.TIOCSWINSZ, &size), "ioctl TIOCSWINSZ");
        }
    }

    /// <summary>Whether a descriptor is a terminal; isatty(3).</summary>
    public static bool IsTerminal(FileDescriptor descriptor)
    {
        Termios attributes;
        return LibC.ioctl(descriptor, TerminalRequest.TCGETS, &attributes) == 0;
    }

    /// <summary>
    /// Passes every byte on as it comes, in both directions: no echo, no lines, no signals from keys, no translation; cfmakeraw in termios(3).
    /// </summary>
    /// <returns>Disposing it restores what was before; it must happen before this object is disposed.</returns>
    /// <exception cref="LinuxException">ENOTTY, EIO.</exception>
    public RawMode EnterRawMode()
    {
        Termios before = GetAttributes();
        Termios raw = before;
        raw.c_iflag &= ~(InputMode.IGNBRK | InputMode.BRKINT | InputMode.PARMRK | InputMode.ISTRIP
            | InputMode.INLCR | InputMode.IGNCR | InputMode.ICRNL | InputMode.IXON);
        raw.c_oflag &= ~OutputMode.OPOST;
        raw.c_lflag &= ~(LocalMode.ECHO | LocalMode.ECHONL | LocalMode.ICANON | LocalMode.ISIG | LocalMode.IEXTEN);
        raw.c_cflag = (raw.c_cflag & ~(ControlMode.CSIZE | ControlMode.PARENB)) | ControlMode.CS8;
        raw.c_cc[ControlCharacter.VMIN] = 1;
        raw.c_cc[ControlCharacter.VTIME] = 0;
        SetAttributes(raw);
        return new RawMode(this, before);
    }

    /// <summary>
    /// Whether a line feed that is written becomes carriage return and line feed (ONLCR), as it is at first.
    /// </summary>
    /// <exception cref="LinuxException">ENOTTY, EIO.</exception>
    public void SetNewLineTranslation(bool enabled)
    {
        Termios attributes = GetAttributes();
        attributes.c_oflag = enabled ? attributes.c_oflag | OutputMode.ONLCR : attributes.c_oflag & ~OutputMode.ONLCR;
        SetAttributes(attributes);
    }

    /// <summary>
    /// Makes this the controlling terminal of the calling process, which must lead a session (setsid(2)) that has none; TIOCSCTTY.
    /// </summary>
    /// <exception cref="LinuxException">EPERM: no session leader, or the terminal controls another session.</exception>
    public void BecomeControlling() =>
        this.Check(LibC.ioctl_value(this, TerminalRequest.TIOCSCTTY, 0), "ioctl TIOCSCTTY");

    internal Termios GetAttributes()
    {
        Termios attributes;
        this.Check(LibC.ioctl(this, TerminalRequest.TCGETS, &attributes), "ioctl TCGETS");
        return attributes;
    }

    internal void SetAttributes(Termios attributes)
    {
        int result;
        do
        {
            result = LibC.ioctl(this, TerminalRequest.TCSETSW, &attributes);
        }
        while (LibC.WasInterrupted(result));
        this.Check(result, "ioctl TCSETSW");
    }
}
