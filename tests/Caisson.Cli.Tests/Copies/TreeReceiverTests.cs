using System.Formats.Tar;
using System.Text;
using Caisson.Cli.Copies;
using Caisson.Cli.Options;
using Caisson.Linux.Files;

namespace Caisson.Cli.Tests.Copies;

/// <summary>Archives of containers, which say what they like.</summary>
public sealed class TreeReceiverTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("caisson-copy-").FullName;

    private string Target => Directory.CreateDirectory(Path.Combine(_folder, "target")).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Receive_Tree_IsMadeWithItsAttributes()
    {
        Receive(
            new PaxTarEntry(TarEntryType.Directory, "d") { Mode = UnixFileMode.UserRead | UnixFileMode.UserExecute, ModificationTime = DateTimeOffset.UnixEpoch },
            File("d/f", "text"),
            new PaxTarEntry(TarEntryType.HardLink, "d/h") { LinkName = "d/f" },
            new PaxTarEntry(TarEntryType.SymbolicLink, "d/l") { LinkName = "f" });

        Assert.Equal("text", System.IO.File.ReadAllText(Path.Combine(Target, "d/l")));
        Assert.Equal("text", System.IO.File.ReadAllText(Path.Combine(Target, "d/h")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserExecute, System.IO.File.GetUnixFileMode(Path.Combine(Target, "d")));
        Assert.Equal(DateTime.UnixEpoch, Directory.GetLastWriteTimeUtc(Path.Combine(Target, "d")));
    }

    [Fact]
    public void Receive_PathThatLeadsOut_IsRefused()
    {
        ArgumentFault e = Assert.Throws<ArgumentFault>(() => Receive(File("d/../../out", "x")));

        Assert.Contains("leads out", e.Message, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(Path.Combine(_folder, "out")));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("/")]
    public void Receive_FileBehindALinkThatLeadsOut_StaysInside(string link)
    {
        string outside = Path.Combine(_folder, "outside");

        Receive(new PaxTarEntry(TarEntryType.SymbolicLink, "l") { LinkName = link == "/" ? outside : link }, File("l/outside", "x"));

        Assert.False(System.IO.File.Exists(outside) || Directory.Exists(outside));
    }

    [Fact]
    public void Receive_FileInThePlaceOfALink_ReplacesTheLink()
    {
        string outside = Path.Combine(_folder, "outside");
        System.IO.File.WriteAllText(outside, "old");

        Receive(new PaxTarEntry(TarEntryType.SymbolicLink, "l") { LinkName = outside }, File("l", "new"));

        Assert.Equal("old", System.IO.File.ReadAllText(outside));
        Assert.Equal("new", System.IO.File.ReadAllText(Path.Combine(Target, "l")));
    }

    [Fact]
    public void Receive_FileInThePlaceOfAFolder_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(Target, "d"));

        Assert.Throws<ArgumentFault>(() => Receive(File("d", "x")));
    }

    [Fact]
    public void Send_Tree_ComesBackTheSame()
    {
        string source = Directory.CreateDirectory(Path.Combine(_folder, "source/sub")).Parent!.FullName;
        System.IO.File.WriteAllText(Path.Combine(source, "sub/f"), "text");
        System.IO.File.CreateSymbolicLink(Path.Combine(source, "l"), "sub/f");
        MemoryStream archive = new();

        new TreeSender(archive).Send(_folder, "source", "renamed");
        archive.Position = 0;
        using RootDirectory root = RootDirectory.Open(Target);
        new TreeReceiver(root, new CopyPlan(Target, "renamed", "again"), keepsOwners: false).Receive(archive);

        Assert.Equal("text", System.IO.File.ReadAllText(Path.Combine(Target, "again/l")));
    }

    private static PaxTarEntry File(string name, string text) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) };

    private void Receive(params PaxTarEntry[] entries)
    {
        MemoryStream archive = new();
        using (TarWriter writer = new(archive, leaveOpen: true))
        {
            foreach (PaxTarEntry entry in entries)
            {
                writer.WriteEntry(entry);
            }
        }

        archive.Position = 0;
        using RootDirectory root = RootDirectory.Open(Target);
        new TreeReceiver(root, new CopyPlan(Target, "x", "x"), keepsOwners: false).Receive(archive);
    }
}
