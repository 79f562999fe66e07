using Caisson.Images.Archives;
using Caisson.Images.Bootstrap;
using Caisson.Images.Store;
using Caisson.Images.Tests.Support;
using Caisson.Linux.Files;

namespace Caisson.Images.Tests.Bootstrap;

public sealed class BootstrapTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ImageStore _store;

    public BootstrapTests() => _store = ImageStore.Open(_folder.File("store"));

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Run_Busybox_IsTheSameEachTime()
    {
        Assert.SkipUnless(File.Exists("/bin/busybox"), "busybox-static is not installed");

        NewImage first = Bootstrap("busybox");
        NewImage second = Bootstrap("busybox:again");

        Assert.Equal((first.Id, first.Manifest.Digest), (second.Id, second.Manifest.Digest));
        StoredImage image = _store.Images.Get("busybox");
        Assert.Equal(["sh"], image.Config.Config!.Cmd);
        string root = _store.Layers.TryGet(image.Config.RootFs.DiffIds[0])!.Folder;
        Assert.Equal(FileSystem.TryStatus($"{root}/bin/busybox")!.Value.Inode, FileSystem.TryStatus($"{root}/bin/sh")!.Value.Inode);
        Assert.StartsWith("root:x:0:0:", File.ReadAllText($"{root}/etc/passwd"));
        Assert.Equal(0b1_111_111_111u, FileSystem.TryStatus($"{root}/tmp")!.Value.Permissions);
    }

    [Fact]
    public void Run_Debian_IsTheSameEachTimeAndHasNothingOfTheHosts()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/mmdebstrap"), "mmdebstrap is not installed");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mmdebstrap needs root here");
        IReadOnlyList<AptSource> sources = AptSourceList.Read();
        string? suite = sources.Select(source => source.Suite).FirstOrDefault(name => !name.Contains('-', StringComparison.Ordinal));
        Assert.SkipUnless(
            suite is not null && DebianRelease.TryFetch(sources[0], out _) is { Origin: "Debian" }, "the host's Debian sources can't be reached");
        BootstrapRequest request = new() { Suite = suite, Variant = "extract", Packages = ["base-files", "base-passwd"] };

        NewImage first = DebianBootstrap.Run(_store, request, TestContext.Current.CancellationToken);
        using ImageStore other = ImageStore.Open(_folder.File("other"));
        NewImage second = DebianBootstrap.Run(other, request, TestContext.Current.CancellationToken);

        Assert.Equal((first.Id, first.Manifest.Digest), (second.Id, second.Manifest.Digest));
        StoredImage image = _store.Images.Get($"debian:{suite}");
        Assert.Equal(["bash"], image.Config.Config!.Cmd);
        string root = _store.Layers.TryGet(image.Config.RootFs.DiffIds[0])!.Folder;
        Assert.True(File.Exists($"{root}/etc/debian_version"));
        Assert.False(File.Exists($"{root}/etc/hostname"));
        Assert.False(File.Exists($"{root}/etc/resolv.conf"));
        Assert.Empty(Directory.GetFileSystemEntries($"{root}/dev"));
    }

    [Theory]
    [InlineData("alpine", "alpine can't be bootstrapped: write debian:SUITE (debian:bookworm, say) or busybox")]
    [InlineData("debian", "debian can't be bootstrapped: write debian:SUITE (debian:bookworm, say) or busybox")]
    public void Run_OtherImage_IsRefused(string image, string message) =>
        Assert.Equal(message, Assert.Throws<ImageException>(() => Bootstrap(image)).Message);

    [Fact]
    public void Run_UnknownVariant_IsRefused() => Assert.StartsWith(
        "variant large is unknown: one of extract,",
        Assert.Throws<ImageException>(() => Bootstrap("debian:bookworm", variant: "large")).Message);

    [Theory]
    [InlineData("a,b")]
    [InlineData("-x")]
    [InlineData("")]
    public void Run_NameThatIsNoPackages_IsRefused(string package) => Assert.Equal(
        $"\"{package}\" is the name of neither a suite nor a package",
        Assert.Throws<ImageException>(() => Bootstrap("debian:bookworm", packages: [package])).Message);

    [Fact]
    public void Run_UnknownSuite_IsRefused()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/mmdebstrap"), "mmdebstrap is not installed");

        ImageException e = Assert.Throws<ImageException>(() => Bootstrap("debian:nonsense"));

        Assert.StartsWith("suite nonsense: the host's Debian sources do not have it (", e.Message);
        Assert.DoesNotContain('\n', e.Message);
        Assert.Empty(Archives.SampleArchive.FilesOf(_store));
    }

    [Fact]
    public void Explain_ErrorsOfMmdebstrap_AreOneLine() => Assert.Equal(
        "mmdebstrap: unable to locate package xyzzy",
        DebianBootstrap.Explain("I: x\nE: Unable to locate package xyzzy\nE: run_chroot failed: E: apt failed\n").Message);

    [Theory]
    [InlineData("/bin/busybox", true)]
    [InlineData("/bin/dash", false)]
    [InlineData("/etc/passwd", false)]
    public void IsStatic_Files_AreToldApart(string path, bool isStatic)
    {
        Assert.SkipUnless(File.Exists(path), $"{path} is not there");

        Assert.Equal(isStatic, ElfFile.IsStatic(File.ReadAllBytes(path)));
    }

    private NewImage Bootstrap(string image, string? variant = null, IReadOnlyList<string>? packages = null) => ImageBootstrap.Run(
        _store, image, variant: variant, packages: packages, cancellation: TestContext.Current.CancellationToken);
}
