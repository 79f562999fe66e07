using System.Globalization;
using System.Text;
using Caisson.Integration.Tests.Harness.Native;
using Microsoft.Win32.SafeHandles;

namespace Caisson.Integration.Tests.Harness.Terminals;

/// <summary>
/// The master side of a pseudo terminal: what a person at a keyboard would see and type. What the other side writes is
/// collected by a thread of its own; pty(7).
/// </summary>
public sealed class Terminal : IDisposable
{
    private readonly SafeFileHandle _master;
    private readonly StringBuilder _screen = new();
    private readonly Thread _reader;

    /// <summary>Takes the master side of a terminal that somebody else made.</summary>
    /// <param name="master">The descriptor.</param>
    public Terminal(SafeFileHandle master)
    {
        _master = master;
        _reader = new Thread(ReadAll) { IsBackground = true, Name = "terminal" };
        _reader.Start();
    }

    /// <summary>All that was written to the terminal so far.</summary>
    public string Screen
    {
        get
        {
            lock (_screen)
            {
                return _screen.ToString();
            }
        }
    }

    /// <summary>Makes a terminal, and the path of the side that programs use.</summary>
    /// <param name="path">The path below /dev/pts.</param>
    public static unsafe Terminal Open(out string path)
    {
        int flags = TestLibC.O_RDWR | TestLibC.O_NOCTTY | TestLibC.O_CLOEXEC;
        int fd = TestLibC.Check(TestLibC.open("/dev/pts/ptmx", flags), "open /dev/pts/ptmx");
        int locked = 0;
        TestLibC.Check(TestLibC.ioctl(fd, TestLibC.TIOCSPTLCK, &locked), "TIOCSPTLCK");
        int number = 0;
        TestLibC.Check(TestLibC.ioctl(fd, TestLibC.TIOCGPTN, &number), "TIOCGPTN");
        path = "/dev/pts/" + number.ToString(CultureInfo.InvariantCulture);
        return new Terminal(new SafeFileHandle(fd, ownsHandle: true));
    }

    /// <summary>Starts a program whose controlling terminal this is.</summary>
    /// <param name="path">What <see cref="Open"/> gave.</param>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Command Start(string path, string file, params IEnumerable<string> arguments) => Command.Start(
        new CommandOptions(),
        "sh",
        ["-c", """t=$1; shift; exec setsid --ctty --wait "$@" <"$t" >"$t" 2>&1""", "sh", path, file, .. arguments]);

    /// <summary>Sets the size of the window, which tells the program with SIGWINCH.</summary>
    /// <param name="rows">Lines.</param>
    /// <param name="columns">Characters a line.</param>
    public unsafe void Resize(ushort rows, ushort columns)
    {
        ushort* size = stackalloc ushort[4] { rows, columns, 0, 0 };
        TestLibC.Check(TestLibC.ioctl((int)_master.DangerousGetHandle(), TestLibC.TIOCSWINSZ, size), "TIOCSWINSZ");
    }

    /// <summary>Types a line.</summary>
    /// <param name="line">The line, without its end.</param>
    public unsafe void Type(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
        fixed (byte* first = bytes)
        {
            TestLibC.Check(TestLibC.write((int)_master.DangerousGetHandle(), first, (nuint)bytes.Length), "write");
        }
    }

    /// <summary>Waits until a text stands on the screen.</summary>
    /// <param name="text">The text.</param>
    public void WaitFor(string text)
    {
        if (!Wait.TryUntil(() => Screen.Contains(text, StringComparison.Ordinal), Command.Patience))
        {
            Assert.Fail($"'{text}' does not stand on the screen, but:\n{Screen}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _master.Dispose();
    }

    private unsafe void ReadAll()
    {
        byte[] buffer = new byte[4096];
        int fd = (int)_master.DangerousGetHandle();
        fixed (byte* first = buffer)
        {
            // EIO says that the last program has closed the other side; a closed master says that the test is over.
            for (nint count; (count = TestLibC.read(fd, first, (nuint)buffer.Length)) > 0 && !_master.IsClosed;)
            {
                lock (_screen)
                {
                    _screen.Append(Encoding.UTF8.GetString(buffer, 0, (int)count));
                }
            }
        }
    }
}
