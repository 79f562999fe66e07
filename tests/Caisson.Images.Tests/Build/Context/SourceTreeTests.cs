using System.Text;
using Caisson.Images.Build.Context;
using Caisson.Images.Tests.Support;
using Caisson.Linux.Files;

namespace Caisson.Images.Tests.Build.Context;

public sealed class SourceTreeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public SourceTreeTests()
    {
        foreach (string path in new[] { "a.txt", "b.txt", "dir/a.txt", "dir/sub/c.txt", "dir/sub/d.md", "other/e.txt" })
        {
            string full = _directory.File(path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, path);
        }

        File.CreateSymbolicLink(_directory.File("link"), "dir");
        File.CreateSymbolicLink(_directory.File("loop"), "loop");
        File.CreateSymbolicLink(_directory.File("out"), "../../../../../../etc");
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("*.txt", "a.txt b.txt")]
    [InlineData("*/*.txt", "dir/a.txt other/e.txt")]
    [InlineData("d*/s*", "dir/sub")]
    [InlineData("dir/sub/*.md", "dir/sub/d.md")]
    [InlineData("link/*.txt", "")]
    [InlineData("[ab].txt", "a.txt b.txt")]
    [InlineData("none*", "")]
    public void Glob_Pattern_FindsNameByName(string pattern, string expected)
    {
        using SourceTree tree = Tree("");
        Assert.Equal(expected, string.Join(' ', tree.Glob(pattern)));
    }

    [Theory]
    [InlineData("link/a.txt", "dir/a.txt")]
    [InlineData("/dir/../a.txt", "a.txt")]
    [InlineData("link", "dir")]
    [InlineData(".", ".")]
    public void TryFind_Path_IsResolved(string path, string real)
    {
        using SourceTree tree = Tree("");
        using SourceItem item = tree.TryFind(path)!;
        Assert.Equal(real, item.RealPath);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("a.txt/b")]
    [InlineData("out/passwd")]
    public void TryFind_NothingThere_IsNull(string path)
    {
        using SourceTree tree = Tree("");
        Assert.Null(tree.TryFind(path));
    }

    [Fact]
    public void TryFind_LinkToItself_IsAnError()
    {
        using SourceTree tree = Tree("");
        Assert.Equal(
            "loop: too many symbolic links", Assert.Throws<ImageException>(() => tree.TryFind("loop")).Message);
    }

    [Theory]
    [InlineData("dir\n!dir/sub/c.txt\n", "dir dir/sub dir/sub/c.txt")]
    [InlineData("dir/sub\n", "dir dir/a.txt")]
    [InlineData("**/*.txt\n", "dir dir/sub dir/sub/d.md")]
    [InlineData("*\n!dir\ndir/sub\n", "dir dir/a.txt")]
    public void TryFind_Ignored_IsNotListed(string rules, string expected)
    {
        using SourceTree tree = Tree(rules);
        using SourceItem item = tree.TryFind("dir")!;
        Assert.Equal(expected, string.Join(' ', List(item.Node, "dir")));
    }

    [Fact]
    public void TryFind_DirectoryLetInForAFile_HasPlainAttributes()
    {
        File.SetUnixFileMode(_directory.File("dir/sub"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using SourceTree tree = Tree("dir/sub\n!dir/sub/c.txt\n");
        using SourceItem item = tree.TryFind("dir")!;
        SourceNode sub = item.Node.Children.Single(c => c.Text == "sub");
        Assert.True(sub.IsImplied);
        Assert.Equal(SourceNode.ImpliedMode, sub.Permissions);
    }

    [Fact]
    public void TryFind_ThroughALinkThatIsIgnored_IsNull()
    {
        using SourceTree tree = Tree("link\n");
        Assert.Null(tree.TryFind("link/a.txt"));
        Assert.NotNull(tree.TryFind("dir/a.txt"));
    }

    [Fact]
    public void Compute_Digest_KnowsEverythingButTimes()
    {
        string Digest()
        {
            using SourceTree tree = Tree("");
            using SourceItem item = tree.TryFind("dir")!;
            return SourceDigest.Compute(item, keepsOwners: false, CancellationToken.None);
        }

        string before = Digest();
        File.SetLastWriteTimeUtc(_directory.File("dir/a.txt"), DateTime.UnixEpoch);
        Assert.Equal(before, Digest());
        Assert.StartsWith("dir:", before, StringComparison.Ordinal);
        File.Move(_directory.File("dir/sub/c.txt"), _directory.File("dir/c.txt"));
        string moved = Digest();
        Assert.NotEqual(before, moved);
        File.AppendAllText(_directory.File("dir/c.txt"), "x");
        Assert.NotEqual(moved, Digest());
    }

    [Theory]
    [InlineData(null, "Cannot locate specified Dockerfile: Dockerfile")]
    [InlineData("dir/none", "Cannot locate specified Dockerfile: dir/none")]
    [InlineData("../x", "Cannot locate specified Dockerfile: ../x")]
    [InlineData("dir", "dir is no regular file")]
    public void OpenFolder_NoDockerfile_IsAnError(string? name, string expected) => Assert.Equal(
        expected, Assert.Throws<ImageException>(() => BuildContext.OpenFolder(_directory.Path, name)).Message);

    [Fact]
    public void OpenFolder_Dockerfile_IsFoundInBothCases()
    {
        File.WriteAllText(_directory.File("dockerfile"), "FROM scratch");
        using BuildContext context = BuildContext.OpenFolder(_directory.Path);
        Assert.Equal("FROM scratch", Encoding.UTF8.GetString(context.Dockerfile.Span));
    }

    [Fact]
    public void OpenFolder_IgnoreFileOfTheDockerfile_ComesFirst()
    {
        File.WriteAllText(_directory.File("My.Dockerfile"), "FROM scratch");
        File.WriteAllText(_directory.File(".dockerignore"), "a.txt");
        File.WriteAllText(_directory.File("My.Dockerfile.dockerignore"), "b.txt\nMy.Dockerfile");
        using BuildContext context = BuildContext.OpenFolder(_directory.Path, "My.Dockerfile");
        Assert.NotNull(context.Files.TryFind("a.txt"));
        Assert.Null(context.Files.TryFind("b.txt"));
        Assert.Null(context.Files.TryFind("My.Dockerfile"));
    }

    private SourceTree Tree(string rules) =>
        new(RootDirectory.Open(_directory.Path), IgnoreRules.Parse(Encoding.UTF8.GetBytes(rules), "rules"));

    private static IEnumerable<string> List(SourceNode node, string path) =>
        [path, .. node.Children.SelectMany(c => List(c, $"{path}/{c.Text}"))];
}
