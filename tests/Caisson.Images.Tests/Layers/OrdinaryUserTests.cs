using System.Runtime.ExceptionServices;
using Caisson.Images.Layers.Buffers;
using Caisson.Images.Layers.Recipes;
using Caisson.Images.Layers.Unpack;
using Caisson.Images.Tests.Support;
using Caisson.Linux.Credentials;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Tests.Layers;

/// <summary>Unpacking without any privilege, on a thread that has given them up.</summary>
public sealed class OrdinaryUserTests : IDisposable
{
    private const uint Nobody = 65534;

    private static readonly UnpackOptions Options = new() { IsOrdinaryUser = true };

    private readonly string _folder = Directory.CreateTempSubdirectory("caisson-unpack-test-").FullName;

    public OrdinaryUserTests()
    {
        Root.Require("becoming somebody else");
        FileSystem.ChangeOwner(_folder, Nobody, Nobody);
    }

    public void Dispose() => DirectoryListing.RemoveTree(_folder);

    [Fact]
    public void Unpack_Owners_BecomeTheUsers()
    {
        Unpack(new ArchiveBuilder().AddPax("uid", "1234").Add("f", contents: [1], mode: 0b110_100_000).AddPax("gid", "1").Add("l", '2', link: "f"));
        FileStatus file = Status("f");
        Assert.Equal((Nobody, Nobody, 0b110_100_000u), (file.UserId, file.GroupId, file.Permissions));
        Assert.Equal(Nobody, Status("l").UserId);
    }

    [Fact]
    public void Unpack_DirectoriesThatForbidTheirOwner_AreFilledAllTheSame()
    {
        Unpack(new ArchiveBuilder()
            .AddDirectory("a", 0b101_101_101).AddDirectory("a/b", 0).AddFile("a/b/f", "x").AddDirectory("a/b/c", 0b001_000_000));
        Assert.Equal(0b101_101_101u, Status("a").Permissions);
        Assert.Equal(0u, Status("a/b").Permissions);
        Assert.Equal(0b001_000_000u, Status("a/b/c").Permissions);

        // And an ordinary user can remove it all again.
        AsNobody(() =>
        {
            using FileDescriptor folder = FileSystem.Open(_folder, OpenFlags.O_RDONLY);
            TreeRemoval.Remove(folder, "a"u8, "a");
        });
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Unpack_WhiteoutsAndOpaqueMarks_NeedNoPrivilege()
    {
        Unpack(new ArchiveBuilder().AddFile(".wh.gone").AddFile("d/.wh..wh..opq"));
        Assert.True(Status("gone").IsWhiteout);
        using FileDescriptor directory = FileSystem.Open(Path.Combine(_folder, "d"), OpenFlags.O_RDONLY);
        Assert.Equal("y"u8.ToArray(), ExtendedAttributes.TryGet(directory, "user.overlay.opaque"u8));
        Assert.Null(ExtendedAttributes.TryGet(directory, "trusted.overlay.opaque"u8));
    }

    [Theory]
    [InlineData('3')]
    [InlineData('4')]
    public void Unpack_Device_IsErrorWithItsPath(char type)
    {
        var error = Assert.Throws<ImageException>(() => Unpack(new ArchiveBuilder()
            .AddDirectory("dev").Add("dev/thing", type, change: block => ArchiveBuilder.Octal(block, 329, 8, 1))));
        Assert.Equal(ImageErrorKind.Unsupported, error.Kind);
        Assert.Contains("dev/thing is a device (1:0)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unpack_PrivilegedAttributes_AreLeftOutAndCounted()
    {
        LayerSizes sizes = Unpack(new ArchiveBuilder()
            .AddPax(
                ("SCHILY.xattr.trusted.x", [1]),
                ("SCHILY.xattr.user.y", [2]),
                ("SCHILY.xattr.security.capability", [1, 0, 0, 2, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]))
            .AddFile("f"));
        using FileDescriptor file = FileSystem.Open(Path.Combine(_folder, "f"), OpenFlags.O_RDONLY);
        Assert.Equal([2], ExtendedAttributes.TryGet(file, "user.y"u8));
        Assert.Equal(2, sizes.SkippedAttributes);
    }

    [Theory]
    [InlineData(0b110_100_100, 0b111_101_101, 0b110_100_100, true)]
    [InlineData(0b010_000_000, 0b111_101_101, 0b010_000_000, false)]
    [InlineData(0b110_100_100, 0b000_000_000, 0b110_100_100, false)]
    [InlineData(0b110_100_100, 0b111_101_101, 0b010_000_000, false)]
    public void Unpack_WithRecipe_IsMadeAgainThoughNotAllCanBeReadAgain(uint mode, uint directoryMode, uint linkMode, bool isReferred)
    {
        byte[] contents = new byte[100_000];
        new Random(1).NextBytes(contents);
        byte[] archive = new ArchiveBuilder().AddDirectory("d", directoryMode).Add("d/f", contents: contents, mode: mode)
            .Add("g", '1', link: "d/f", mode: linkMode).End();
        string recipe = Path.Combine(_folder, "recipe");
        using FileDescriptor file = FileSystem.Open(recipe, OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0b110_000_000);
        FileSystem.ChangeOwner(recipe, Nobody, Nobody);
        string tree = Directory.CreateDirectory(Path.Combine(_folder, "tree")).FullName;
        FileSystem.ChangeOwner(tree, Nobody, Nobody);
        byte[] made = new byte[archive.Length];
        AsNobody(() =>
        {
            using (RecipeWriter writer = new(file.Duplicate(), long.MaxValue))
            {
                StreamSource source = new(new MemoryStream(archive), long.MaxValue) { Recipe = writer };
                LayerUnpacker.Unpack(source, tree, Options, CancellationToken.None);
                writer.Finish();
            }

            using RecipeStream stream = RecipeStream.TryOpen(
                FileSystem.Open(recipe, OpenFlags.O_RDONLY),
                FileSystem.Open(tree, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY),
                "archive",
                (_, path) => new ImageException(ImageErrorKind.InvalidContent, path))!;
            stream.ReadExactly(made);
        });

        Assert.Equal(archive, made);
        Assert.Equal(isReferred, new FileInfo(recipe).Length < contents.Length);
    }

    private FileStatus Status(string path) => FileSystem.TryStatus(Path.Combine(_folder, path), followLink: false)!.Value;

    private LayerSizes Unpack(ArchiveBuilder archive)
    {
        LayerSizes sizes = default;
        AsNobody(() => sizes = LayerUnpacker.Unpack(new MemoryStream(archive.End()), _folder, Options));
        return sizes;
    }

    // Identity is a thread's own for the kernel; the thread ends with it.
    private static void AsNobody(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                ThreadIdentity.SetGroups([]);
                ThreadIdentity.SetGroup(Nobody);
                ThreadIdentity.SetUser(Nobody);
                action();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }
}
