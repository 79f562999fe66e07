using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Terminals;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Terminals;

public class TerminalTests
{
    private readonly byte[] _buffer = new byte[256];

    [Fact]
    public void Open_Pair_PassesLinesAndEchoes()
    {
        using TerminalMaster master = Master();
        using Terminal peer = master.OpenPeer();
        Assert.True(Terminal.IsTerminal(peer));
        master.WriteAll("typed\n"u8);
        Assert.Equal("typed\n", Read(peer));
        Assert.Equal("typed\r\n", Read(master));
        peer.WriteAll("out\n"u8);
        Assert.Equal("out\r\n", Read(master));
        peer.SetNewLineTranslation(false);
        peer.WriteAll("out\n"u8);
        Assert.Equal("out\n", Read(master));
    }

    [Fact]
    public void Size_SetOnOneSide_IsSeenOnTheOther()
    {
        using TerminalMaster master = Master();
        using Terminal peer = master.OpenPeer();
        Assert.Equal(new WindowSize(0, 0), peer.Size);
        master.Size = new WindowSize(25, 132);
        Assert.Equal(new WindowSize(25, 132), peer.Size);
    }

    [Fact]
    public void EnterRawMode_UntilDisposed_PassesBytesAsTheyAre()
    {
        using TerminalMaster master = Master();
        using Terminal peer = master.OpenPeer();
        Termios before = peer.GetAttributes();
        using (peer.EnterRawMode())
        {
            master.WriteAll("\u0003x"u8);
            Assert.Equal("\u0003x", Read(peer));
            Assert.False(Poll.WaitReadable(master, TimeSpan.Zero));
            peer.WriteAll("\n"u8);
            Assert.Equal("\n", Read(master));
        }

        Assert.Equal(before.c_lflag, peer.GetAttributes().c_lflag);
        Assert.Equal(before.c_iflag, peer.GetAttributes().c_iflag);
        Assert.Equal(before.c_oflag, peer.GetAttributes().c_oflag);
    }

    [Fact]
    public void Read_NobodyHasThePeerOpen_ThrowsEio()
    {
        using TerminalMaster master = Master();
        master.OpenPeer().Dispose();
        Assert.Equal(Errno.EIO, Assert.Throws<LinuxException>(() => master.Read(_buffer)).Errno);
    }

    [Fact]
    public void Index_OfTheMaster_IsThePathOfThePeer()
    {
        using TerminalMaster master = Master();
        using Terminal peer = master.OpenPeer();
        Assert.Equal(
            $"/dev/pts/{master.Index}", new FileInfo($"/proc/self/fd/{peer.Number}").LinkTarget);
    }

    [Fact]
    public void Open_NotAMultiplexer_Throws()
    {
        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => TerminalMaster.Open("/no/ptmx")).Errno);
        Assert.Equal(Errno.ENOTTY, Assert.Throws<LinuxException>(() => TerminalMaster.Open("/dev/null")).Errno);
    }

    [Fact]
    public void IsTerminal_APipe_IsNot()
    {
        using var pipe = new Pipe();
        Assert.False(Terminal.IsTerminal(pipe.Reader));
    }

    private static TerminalMaster Master()
    {
        if (!File.Exists("/dev/ptmx"))
        {
            Assert.Skip("there is no /dev/ptmx");
        }

        return TerminalMaster.Open();
    }

    private string Read(FileDescriptor fd)
    {
        Assert.True(Poll.WaitReadable(fd, TimeSpan.FromSeconds(30)));
        return Encoding.UTF8.GetString(_buffer, 0, fd.Read(_buffer));
    }
}
