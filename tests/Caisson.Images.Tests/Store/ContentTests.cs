using System.Security.Cryptography;
using Caisson.Images.Store;
using Caisson.Images.Tests.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Store;

public sealed class ContentTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ImageStore _store;
    private readonly Lease _lease;

    public ContentTests()
    {
        _store = ImageStore.Open(_folder.File("store"), new ImageLimits { BlobBytes = 1 << 20 });
        _lease = _store.Leases.Begin();
    }

    public void Dispose()
    {
        _lease.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }

    /// <summary>Bytes that are the same in every process.</summary>
    internal static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    [Fact]
    public void Commit_ContentWithItsDigest_IsThereAndReadOnly()
    {
        byte[] content = Bytes(100_000);
        Digest digest = Digest.Compute(content);
        using BlobWriter writer = Begin("a", digest, content.Length);
        writer.Write(content.AsSpan(0, 50_000));
        writer.Write(content.AsSpan(50_000));
        Assert.False(_store.Content.Has(digest));

        Assert.Equal(digest, writer.Commit());

        Assert.Equal(content, _store.Content.ReadSmall(digest, content.Length));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(BlobPath(digest)));
        Assert.Equal([(digest, content.Length)], _store.Content.List().Select(b => (b.Digest, (int)b.DiskBytes)));
        Assert.Empty(Directory.GetDirectories(_folder.File("store/ingest")));
    }

    [Fact]
    public void Commit_Sha512_IsKeptApart()
    {
        byte[] content = Bytes(10);
        Digest digest = Digest.FromHash(HashAlgorithmName.SHA512, SHA512.HashData(content));
        using BlobWriter writer = Begin("a", digest, 10);
        writer.Write(content);

        Assert.Equal(digest, writer.Commit());
        Assert.Equal(content, _store.Content.ReadSmall(digest, 10));
        Assert.Equal([digest], _store.Content.List().Select(b => b.Digest));
    }

    [Fact]
    public void Commit_DigestNotKnown_IsFoundOut()
    {
        using BlobWriter writer = Begin("a");
        writer.Write("abc"u8);

        Assert.Equal(Digest.Compute("abc"u8), writer.Commit());
    }

    [Fact]
    public void Commit_OtherContent_IsRefusedAndDropped()
    {
        Digest digest = Digest.Compute("abc"u8);
        using (BlobWriter writer = Begin("a", digest, 3))
        {
            writer.Write("abd"u8);
            ImageException e = Assert.Throws<ImageException>(() => writer.Commit());
            Assert.Equal(ImageErrorKind.DigestMismatch, e.Kind);
            Assert.Equal($"{digest}: what arrived has the digest {Digest.Compute("abd"u8)}", e.Message);
        }

        Assert.False(_store.Content.Has(digest));
        Assert.Empty(Directory.GetDirectories(_folder.File("store/ingest")));
    }

    [Fact]
    public void Commit_TooShort_CanBeGoneOnWith()
    {
        Digest digest = Digest.Compute("abcdef"u8);
        using (BlobWriter writer = Begin("a", digest, 6))
        {
            writer.Write("abc"u8);
            Assert.Equal($"{digest}: has 3 of the 6 bytes that it should have", Assert.Throws<ImageException>(() => writer.Commit()).Message);
        }

        using BlobWriter again = Begin("a", digest, 6);
        Assert.Equal(3, again.Position);
        again.Write("def"u8);
        again.Commit();
        Assert.True(_store.Content.Has(digest));
    }

    [Fact]
    public void Write_MoreThanExpected_IsRefusedAtOnceAndDropped()
    {
        Digest digest = Digest.Compute("abc"u8);
        using (BlobWriter writer = Begin("a", digest, 3))
        {
            writer.Write("ab"u8);
            Assert.Equal(
                $"{digest}: is longer than the 3 bytes that it should have",
                Assert.Throws<ImageException>(() => writer.Write("cd"u8)).Message);
        }

        Assert.Empty(Directory.GetDirectories(_folder.File("store/ingest")));
    }

    [Fact]
    public void Write_MoreThanTheLimit_IsRefused()
    {
        using BlobWriter writer = Begin("a");
        writer.Write(new byte[1 << 20]);

        ImageException e = Assert.Throws<ImageException>(() => writer.Write([0]));

        Assert.Equal((ImageErrorKind.LimitExceeded, "a: has more than the 1048576 bytes that are accepted"), (e.Kind, e.Message));
        Assert.Equal(
            ImageErrorKind.LimitExceeded,
            Assert.Throws<ImageException>(() => _store.Content.TryBegin(_lease, "b", null, (1 << 20) + 1)).Kind);
    }

    [Fact]
    public void TryBegin_NameInUse_IsNull()
    {
        using BlobWriter first = Begin("a");
        using BlobWriter other = Begin("b");

        Assert.Null(_store.Content.TryBegin(_lease, "a"));
        first.Dispose();
        using BlobWriter? second = _store.Content.TryBegin(_lease, "a");
        Assert.NotNull(second);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData("a/b\0\n")]
    public void TryBegin_AnyName_StaysInTheStore(string name)
    {
        using BlobWriter writer = Begin(name);
        writer.Write("x"u8);
        writer.Commit();

        Assert.Equal(["store"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void TryBegin_OtherDigestUnderTheName_BeginsAnew()
    {
        using (BlobWriter writer = Begin("a", Digest.Compute("abc"u8)))
        {
            writer.Write("ab"u8);
        }

        using BlobWriter other = Begin("a", Digest.Compute("xyz"u8));
        Assert.Equal(0, other.Position);
        other.Write("xyz"u8);
        other.Commit();
    }

    [Fact]
    public void TryBegin_MoreThereThanExpected_BeginsAnew()
    {
        using (BlobWriter writer = Begin("a", Digest.Compute("abc"u8)))
        {
            writer.Write("abcdefgh"u8);
        }

        using BlobWriter other = Begin("a", Digest.Compute("abc"u8), 3);
        Assert.Equal(0, other.Position);
    }

    [Fact]
    public void Restart_AfterSomeContent_BeginsAnew()
    {
        using BlobWriter writer = Begin("a", Digest.Compute("abc"u8), 3);
        writer.Write("xx"u8);
        writer.Restart();
        writer.Write("abc"u8);

        Assert.Equal(Digest.Compute("abc"u8), writer.Commit());
    }

    [Fact]
    public void ReadSmall_DamagedContent_IsRefusedAndCanBeAddedAgain()
    {
        byte[] content = Bytes(1000);
        Digest digest = _store.Content.Add(_lease, content);
        Damage(digest);

        ImageException e = Assert.Throws<ImageException>(() => _store.Content.ReadSmall(digest, 1000));

        Assert.Equal(
            (ImageErrorKind.DigestMismatch, $"{digest}: was damaged in the store and has been removed: pull, load or build the image again"),
            (e.Kind, e.Message));
        Assert.False(_store.Content.Has(digest));
        Assert.Equal(digest, _store.Content.Add(_lease, content));
        Assert.True(_store.Content.Verify(digest));
    }

    [Fact]
    public void OpenVerified_DamagedContent_ThrowsAtItsEnd()
    {
        Digest digest = _store.Content.Add(_lease, Bytes(1000));
        Damage(digest);
        using Stream stream = _store.Content.OpenVerified(digest);
        byte[] buffer = new byte[1000];
        stream.ReadExactly(buffer);

        Assert.Equal(ImageErrorKind.DigestMismatch, Assert.Throws<ImageException>(() => stream.Read(buffer)).Kind);
        Assert.Equal(ImageErrorKind.NotFound, Assert.Throws<ImageException>(() => _store.Content.Verify(digest)).Kind);
    }

    [Fact]
    public void Verify_GoodAndDamagedContent_AreToldApart()
    {
        Digest good = _store.Content.Add(_lease, Bytes(10));
        Digest bad = _store.Content.Add(_lease, Bytes(11));
        Damage(bad);

        Assert.True(_store.Content.Verify(good));
        Assert.False(_store.Content.Verify(bad));
    }

    [Fact]
    public void ReadSmall_NotThereOrTooLarge_SaysSo()
    {
        Digest digest = _store.Content.Add(_lease, Bytes(10));
        Digest missing = Digest.Compute("x"u8);

        Assert.Equal($"{missing}: is not in the store", Assert.Throws<ImageException>(() => _store.Content.ReadSmall(missing, 10)).Message);
        Assert.Equal($"{digest}: has 10 bytes, more than the 9 that are read", Assert.Throws<ImageException>(() => _store.Content.ReadSmall(digest, 9)).Message);
    }

    [Fact]
    public void Has_DescriptorWithOtherSize_IsFalse()
    {
        Digest digest = _store.Content.Add(_lease, Bytes(10));

        Assert.True(_store.Content.Has(new Descriptor { MediaType = "a/b", Digest = digest, Size = 10 }));
        Assert.False(_store.Content.Has(new Descriptor { MediaType = "a/b", Digest = digest, Size = 11 }));
    }

    [Fact]
    public void Open_LayoutOfAnotherVersion_IsRefused()
    {
        File.WriteAllText(_folder.File("store/version"), "2\n");

        ImageException e = Assert.Throws<ImageException>(() => ImageStore.Open(_folder.File("store")));

        Assert.Equal($"{_folder.File("store")}: has layout 2, and this version knows 1 only: use another folder", e.Message);
    }

    private BlobWriter Begin(string name, Digest? digest = null, long? size = null) =>
        _store.Content.TryBegin(_lease, name, digest, size)!;

    private string BlobPath(Digest digest) => _folder.File($"store/blobs/{digest.Algorithm}/{digest.Hex}");

    private void Damage(Digest digest)
    {
        string path = BlobPath(digest);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using FileStream file = File.OpenWrite(path);
        file.WriteByte(0xAA);
    }
}
