using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Caisson.Images.Build.Context;
using Caisson.Images.Store;
using Caisson.Images.Tests.Support;

namespace Caisson.Images.Tests.Build.Context;

public sealed class UnpackedContextTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ImageStore _store;

    public UnpackedContextTests() => _store = ImageStore.Open(_directory.File("store"));

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UnpackAsync_IgnoreFile_CountsForTheDockerfileAlone(bool isCompressed)
    {
        using Stream archive = Archive(isCompressed, ("Dockerfile", "FROM scratch"), ("kept", "x"), (".dockerignore", "*"));
        using (BuildContext context = await BuildContext.UnpackAsync(
            _store, archive, cancellation: TestContext.Current.CancellationToken))
        {
            Assert.Equal("FROM scratch"u8, context.Dockerfile.Span);
            Assert.Null(context.Files.TryFind("Dockerfile"));
            Assert.Null(context.Files.TryFind(".dockerignore"));
            using SourceItem? kept = context.Files.TryFind("kept");
            Assert.NotNull(kept);
        }

        Assert.Empty(Directory.GetFileSystemEntries($"{_store.Folder}/build/tmp"));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    public async Task UnpackAsync_PathThatLeadsOut_EndsAtTheRoot(string path)
    {
        using Stream archive = Archive(false, ("Dockerfile", "FROM scratch"), (path, "x"));
        using BuildContext context = await BuildContext.UnpackAsync(_store, archive, cancellation: TestContext.Current.CancellationToken);
        using SourceItem? inside = context.Files.TryFind("evil");
        Assert.NotNull(inside);
        Assert.False(File.Exists($"{_store.Folder}/build/tmp/evil"));
    }

    [Fact]
    public async Task UnpackAsync_FileThroughALink_IsAnErrorAndNothingIsOutside()
    {
        MemoryStream archive = new();
        await using (TarWriter tar = new(archive, leaveOpen: true))
        {
            await tar.WriteEntryAsync(
                new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = _directory.Path }, TestContext.Current.CancellationToken);
            await tar.WriteEntryAsync(
                new PaxTarEntry(TarEntryType.RegularFile, "link/evil") { DataStream = new MemoryStream([1]) },
                TestContext.Current.CancellationToken);
        }

        archive.Position = 0;
        await FailAsync(archive);
        Assert.False(File.Exists(_directory.File("evil")));
    }

    [Fact]
    public async Task UnpackAsync_DockerfileThatIsALinkOut_IsNotFound()
    {
        MemoryStream archive = new();
        await using (TarWriter tar = new(archive, leaveOpen: true))
        {
            await tar.WriteEntryAsync(
                new PaxTarEntry(TarEntryType.SymbolicLink, "Dockerfile") { LinkName = "/etc/hostname" },
                TestContext.Current.CancellationToken);
        }

        archive.Position = 0;
        ImageException error = await FailAsync(archive);
        Assert.Equal("Cannot locate specified Dockerfile: Dockerfile", error.Message);
    }

    private static MemoryStream Archive(bool isCompressed, params (string Path, string Text)[] files)
    {
        MemoryStream plain = new();
        using (TarWriter tar = new(plain, leaveOpen: true))
        {
            foreach ((string path, string text) in files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path)
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
                });
            }
        }

        plain.Position = 0;
        if (!isCompressed)
        {
            return plain;
        }

        MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            plain.CopyTo(gzip);
        }

        compressed.Position = 0;
        return compressed;
    }

    private async Task<ImageException> FailAsync(Stream archive)
    {
        ImageException error = await Assert.ThrowsAsync<ImageException>(
            () => BuildContext.UnpackAsync(_store, archive, cancellation: TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFileSystemEntries($"{_store.Folder}/build/tmp"));
        return error;
    }
}
