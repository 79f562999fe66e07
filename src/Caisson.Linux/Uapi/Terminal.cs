using System.Runtime.InteropServices;

namespace Caisson.Linux.Uapi;

/// <summary>Requests of ioctl_tty(2); <c>asm-generic/ioctls.h</c>.</summary>
internal static class TerminalRequest
{
    internal const nuint TCGETS = 0x5401;
    internal const nuint TCSETS = 0x5402;

    /// <summary>As <see cref="TCSETS"/>, after what was written has been sent.</summary>
    internal const nuint TCSETSW = 0x5403;
    internal const nuint TIOCSCTTY = 0x540E;
    internal const nuint TIOCGWINSZ = 0x5413;
    internal const nuint TIOCSWINSZ = 0x5414;

    /// <summary>Reads the number of a pseudoterminal: <c>_IOR('T', 0x30, unsigned int)</c>.</summary>
    internal const nuint TIOCGPTN = 0x8004_5430;

    /// <summary>Locks or unlocks a pseudoterminal: <c>_IOW('T', 0x31, int)</c>.</summary>
    internal const nuint TIOCSPTLCK = 0x4004_5431;

    /// <summary>Opens the other side of a pseudoterminal: <c>_IO('T', 0x41)</c>.</summary>
    internal const nuint TIOCGPTPEER = 0x5441;
}

/// <summary><c>struct winsize</c>; <c>asm-generic/termios.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Winsize
{
    internal ushort ws_row;
    internal ushort ws_col;
    internal ushort ws_xpixel;
    internal ushort ws_ypixel;
}

/// <summary>The kernel's <c>struct termios</c> (36 bytes; glibc's is another); <c>asm-generic/termbits.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Termios
{
    internal const int NCCS = 19;

    internal InputMode c_iflag;
    internal OutputMode c_oflag;
    internal ControlMode c_cflag;
    internal LocalMode c_lflag;
    internal byte c_line;
    internal fixed byte c_cc[NCCS];

    /// <summary>What is typed to end the input, Control-D as a rule.</summary>
    internal readonly byte EndOfFile => c_cc[ControlCharacter.VEOF];
}

/// <summary>Input modes; termios(3).</summary>
[Flags]
internal enum InputMode : uint
{
    IGNBRK = 0x1,
    BRKINT = 0x2,
    PARMRK = 0x8,
    ISTRIP = 0x20,
    INLCR = 0x40,
    IGNCR = 0x80,
    ICRNL = 0x100,
    IXON = 0x400,
}

/// <summary>Output modes; termios(3).</summary>
[Flags]
internal enum OutputMode : uint
{
    OPOST = 0x1,
    ONLCR = 0x4,
}

/// <summary>Control modes; termios(3).</summary>
[Flags]
internal enum ControlMode : uint
{
    CSIZE = 0x30,
    CS8 = 0x30,
    PARENB = 0x100,
}

/// <summary>Local modes; termios(3).</summary>
[Flags]
internal enum LocalMode : uint
{
    ISIG = 0x1,
    ICANON = 0x2,
    ECHO = 0x8,
    ECHONL = 0x40,
    IEXTEN = 0x8000,
}

/// <summary>Indices into <see cref="Termios.c_cc"/>; termios(3).</summary>
internal static class ControlCharacter
{
    internal const int VEOF = 4;
    internal const int VTIME = 5;
    internal const int VMIN = 6;
}
