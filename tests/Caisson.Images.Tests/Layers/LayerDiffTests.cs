using System.Text;
using Caisson.Images.Layers.Diff;
using Caisson.Images.Layers.Tar;
using Caisson.Images.Layers.Unpack;
using Caisson.Images.Tests.Support;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Tests.Layers;

/// <summary>What the kernel's overlayfs writes into an upper directory, as a layer and as a list.</summary>
public sealed class LayerDiffTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();
    private readonly string _base;
    private readonly string _middle;
    private readonly string _upper;

    public LayerDiffTests()
    {
        Root.Require("mounting");
        _base = Make("base");
        _middle = Make("middle");
        _upper = Make("upper");
        LayerUnpacker.Unpack(
            new MemoryStream(new ArchiveBuilder()
                .AddDirectory("etc").AddFile("etc/passwd", "root").AddFile("etc/group", "wheel").AddFile("etc/gone", "x")
                .AddDirectory("var").AddFile("var/log", "").AddDirectory("var/lib").AddFile("var/lib/a", "a").AddFile("var/lib/b", "b")
                .AddDirectory("opt").AddFile("opt/tool", "1").AddDirectory("usr").AddFile("usr/kept", "k").End()),
            _base);
        LayerUnpacker.Unpack(
            new MemoryStream(new ArchiveBuilder().AddFile("etc/.wh.gone").AddFile("opt/.wh..wh..opq").AddFile("opt/new", "2").End()),
            _middle);
    }

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Changes_WhatAContainerDid_AreAsDockerShowsThem()
    {
        Change(root =>
        {
            File.WriteAllText($"{root}/etc/passwd", "changed");
            File.Delete($"{root}/etc/group");
            File.WriteAllText($"{root}/etc/new", "");
            Directory.Delete($"{root}/var/lib", recursive: true);
            Directory.CreateDirectory($"{root}/var/lib");
            File.WriteAllText($"{root}/var/lib/b", "again");
            File.WriteAllText($"{root}/var/lib/c", "c");
            Directory.Delete($"{root}/opt", recursive: true);
            File.WriteAllText($"{root}/temporary", "");
            File.Delete($"{root}/temporary");
            Directory.CreateDirectory($"{root}/srv/deep");
            Command.Run("chmod", "700", $"{root}/var");
        });
        Assert.Equal(
            [
                "C /etc", "D /etc/group", "A /etc/new", "C /etc/passwd",
                "D /opt",
                "A /srv", "A /srv/deep",
                "C /var", "C /var/lib", "D /var/lib/a", "C /var/lib/b", "A /var/lib/c",
            ],
            LayerDiff.Changes(_upper, [_middle, _base], cancellation: TestContext.Current.CancellationToken).Select(c => c.ToString()));
    }

    [Fact]
    public void Changes_FileInPlaceOfDirectoryAndBack_AreModified()
    {
        Change(root =>
        {
            Directory.Delete($"{root}/var", recursive: true);
            File.WriteAllText($"{root}/var", "");
            File.Delete($"{root}/usr/kept");
            Directory.CreateDirectory($"{root}/usr/kept");
            File.WriteAllText($"{root}/etc/gone", "back");
        });
        Assert.Equal(
            ["C /etc", "A /etc/gone", "C /usr", "C /usr/kept", "C /var"],
            LayerDiff.Changes(_upper, [_middle, _base], cancellation: TestContext.Current.CancellationToken).Select(c => c.ToString()));
    }

    [Fact]
    public void Changes_Nothing_IsEmpty()
    {
        Change(root => _ = File.ReadAllText($"{root}/etc/passwd"));
        Assert.Empty(LayerDiff.Changes(_upper, [_middle, _base], cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Write_WhatAContainerDid_UnpacksToTheSameView()
    {
        string seen = "";
        Change(root =>
        {
            File.WriteAllText($"{root}/etc/passwd", "changed");
            Command.Run("ln", $"{root}/etc/passwd", $"{root}/etc/hard");
            File.Delete($"{root}/etc/group");
            Directory.Delete($"{root}/var/lib", recursive: true);
            Directory.CreateDirectory($"{root}/var/lib");
            File.WriteAllText($"{root}/var/lib/c", "c");
            Directory.Delete($"{root}/opt", recursive: true);
            Command.Run("ln", "-s", "../etc", $"{root}/usr/link");
            Command.Run("mknod", $"{root}/null", "c", "1", "3");
            Command.Run("chown", "12:34", $"{root}/usr/kept");
            Command.Run("mv", $"{root}/usr", $"{root}/moved");
            seen = Listing(root);
        });

        byte[] layer = Write();
        Assert.Equal(layer, Write());
        string unpacked = Make("unpacked");
        LayerUnpacker.Unpack(new MemoryStream(layer), unpacked, cancellation: TestContext.Current.CancellationToken);
        string again = "";
        Mount(new OverlayOptions { Lowers = [unpacked, _middle, _base] }, root => again = Listing(root));
        Assert.Equal(seen, again);
        Assert.Contains("moved/kept", again, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Whiteouts_AreNamesAndTheMarksAreGone()
    {
        Change(root =>
        {
            File.Delete($"{root}/etc/group");
            Directory.Delete($"{root}/var/lib", recursive: true);
            Directory.CreateDirectory($"{root}/var/lib");
        });
        var reader = new TarReader(new MemoryStream(Write()));
        var entries = new List<string>();
        while (reader.Next() is { } entry)
        {
            entries.Add($"{entry.Kind} {entry.DisplayPath}");
            Assert.Empty(entry.Attributes);
        }

        Assert.Equal(
            ["Directory etc/", "RegularFile etc/.wh.group", "Directory var/", "Directory var/lib/", "RegularFile var/lib/.wh..wh..opq"],
            entries);
    }

    [Fact]
    public void Write_NameThatWouldRemoveSomething_IsRefused()
    {
        Change(root => File.WriteAllText($"{root}/etc/.wh.passwd", ""));
        Assert.Equal(ImageErrorKind.Unsupported, Assert.Throws<ImageException>(Write).Kind);
    }

    [Theory]
    [InlineData("trusted.overlay.redirect")]
    [InlineData("trusted.overlay.metacopy")]
    public void Write_UpperThatIsNotComplete_IsRefused(string attribute)
    {
        File.WriteAllText(Path.Combine(_upper, "f"), "");
        using (FileDescriptor file = FileSystem.Open(Path.Combine(_upper, "f"), OpenFlags.O_RDONLY))
        {
            Assert.Equal(Errno.None, ExtendedAttributes.Set(file, Encoding.ASCII.GetBytes(attribute), "x"u8));
        }

        Assert.Contains(attribute, Assert.Throws<ImageException>(Write).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_LinkInUpperToOutside_IsALinkAndNotFollowed()
    {
        File.CreateSymbolicLink(Path.Combine(_upper, "etc"), "/etc");
        var reader = new TarReader(new MemoryStream(Write()));
        Assert.Equal(TarEntryKind.SymbolicLink, reader.Next()!.Kind);
        Assert.Null(reader.Next());
    }

    private static string Listing(string root) => Command.Run(
        "sh", "-c", $"cd {root} && find . -mindepth 1 -printf '%P %y %m %U %G %n %l %Ts\\n' | LC_ALL=C sort && find . -type f | LC_ALL=C sort | xargs sha256sum");

    private byte[] Write()
    {
        using var archive = new MemoryStream();
        LayerDiff.Write(_upper, archive, cancellation: TestContext.Current.CancellationToken);
        return archive.ToArray();
    }

    private string Make(string name)
    {
        string path = _temporary.File(name);
        Directory.CreateDirectory(path);
        return path;
    }

    private void Change(Action<string> change) =>
        Mount(new OverlayOptions { Lowers = [_middle, _base], Upper = _upper, Work = Make("work") }, change);

    private void Mount(OverlayOptions options, Action<string> use)
    {
        string place = Make("merged");
        using MountTree overlay = OverlayMount.Create(options);
        using (FileDescriptor handle = FileSystem.Open(place, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY))
        {
            overlay.AttachTo(handle, place);
        }

        try
        {
            use(place);
        }
        finally
        {
            MountNamespace.Detach(place);
        }
    }
}
