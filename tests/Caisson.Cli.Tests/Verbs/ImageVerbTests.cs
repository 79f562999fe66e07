using System.Formats.Tar;
using System.Text;
using Caisson.Cli.Tests.Support;

namespace Caisson.Cli.Tests.Verbs;

/// <summary>Verbs that need nothing but images.</summary>
public sealed class ImageVerbTests : CommandLineTest
{
    [Fact]
    public async Task List_NoImages_HasItsFirstLine() =>
        Assert.Equal("REPOSITORY   TAG       IMAGE ID   CREATED   SIZE\n", await OutputOfAsync("images"));

    [Fact]
    public async Task List_Images_HasALineForEachName()
    {
        string id = await ImportAsync("a/b:1");
        await OutputOfAsync("tag", "a/b:1", "localhost:5000/c");

        string output = await OutputOfAsync("image", "ls");

        string shortId = id["sha256:".Length..][..12];
        Assert.Equal(
            $"""
            REPOSITORY         TAG       IMAGE ID       CREATED                  SIZE
            a/b                1         {shortId}   Less than a second ago   1B
            localhost:5000/c   latest    {shortId}   Less than a second ago   1B

            """,
            output);
    }

    [Fact]
    public async Task List_Quiet_IsIdsAlone()
    {
        string id = await ImportAsync("a");

        Assert.Equal($"{id}\n", await OutputOfAsync("images", "-q", "--no-trunc"));
    }

    [Theory]
    [InlineData("a*", "a")]
    [InlineData("a:latest", "a")]
    [InlineData("nothing", "")]
    public async Task List_Pattern_ShowsNamesThatFit(string pattern, string expected)
    {
        await ImportAsync("a");
        await ImportAsync("b", "other");

        Assert.Equal(expected, (await OutputOfAsync("images", "--format", "{{.Repository}}", pattern)).TrimEnd());
    }

    [Theory]
    [InlineData("dangling=true", "<none>")]
    [InlineData("label=k=v", "labelled")]
    [InlineData("label=k", "labelled")]
    [InlineData("label=k=other", "")]
    [InlineData("reference=lab*", "labelled")]
    [InlineData("until=10m", "")]
    public async Task List_Filter_ShowsWhatFits(string filter, string expected)
    {
        await ImportAsync("labelled", "x", "LABEL k=v");
        await ImportAsync(null, "nameless");

        Assert.Equal(expected, (await OutputOfAsync("images", "--format", "{{.Repository}}", "-f", filter)).TrimEnd());
    }

    [Fact]
    public async Task List_UnknownFilter_IsAnError()
    {
        (int status, FakeStreams streams) = await RunAsync("images", "-f", "foo=bar");

        Assert.Equal((1, "caisson: invalid filter 'foo'\n"), (status, streams.Error));
    }

    [Fact]
    public async Task Remove_LastName_RemovesTheImage()
    {
        string id = await ImportAsync("a");
        await OutputOfAsync("tag", "a", "b");

        Assert.Equal("Untagged: a:latest\n", await OutputOfAsync("rmi", "a"));
        string[] lines = (await OutputOfAsync("image", "rm", "b")).Split('\n');

        Assert.Equal(["Untagged: b:latest", $"Deleted: {id}"], lines[..2]);
        Assert.Empty(await OutputOfAsync("images", "-q"));
    }

    [Theory]
    [InlineData(new[] { "rmi", "none", "a" }, 1)]
    [InlineData(new[] { "rmi", "-f", "none", "a" }, 0)]
    public async Task Remove_OneIsMissing_RemovesTheOthers(string[] words, int expected)
    {
        await ImportAsync("a");

        (int status, FakeStreams streams) = await RunAsync(words);

        Assert.Equal((expected, "caisson: no such image: none:latest\n"), (status, streams.Error));
        Assert.StartsWith("Untagged: a:latest\n", streams.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tag_InvalidName_HasDockersWords()
    {
        (int status, FakeStreams streams) = await RunAsync("tag", "a", "B");

        Assert.Equal(
            (1, "Error parsing reference: \"B\" is not a valid repository/tag: "
                + "invalid reference format: repository name (library/B) must be lowercase\n"),
            (status, streams.Error));
    }

    [Fact]
    public async Task Inspect_Template_PrintsItForEachImage()
    {
        string id = await ImportAsync("a", "x", "ENV P=q", "CMD [\"sh\"]");

        Assert.Equal($"{id} [P=q] [sh] []\n", await OutputOfAsync("image", "inspect", "-f", "{{.Id}} {{.Config.Env}} {{.Config.Cmd}} {{.Config.Entrypoint}}", "a"));
        Assert.Equal($"{id}\n", await OutputOfAsync("inspect", "--format", "{{.ID}}", "a"));
    }

    [Fact]
    public async Task Inspect_OneIsMissing_ShowsTheOthersAndFails()
    {
        await ImportAsync("a");

        (int status, FakeStreams streams) = await RunAsync("image", "inspect", "a", "none");

        Assert.Equal((1, "caisson: no such image: none\n"), (status, streams.Error));
        Assert.StartsWith("[\n    {\n        \"Id\": \"sha256:", streams.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_MalformedTemplate_EndsWith64()
    {
        (int status, FakeStreams streams) = await RunAsync("image", "inspect", "-f", "{{", "a");

        Assert.Equal((64, "template parsing error: template: :1: unclosed action\n"), (status, streams.Error));
    }

    [Fact]
    public async Task History_Image_SaysHowItCameAbout()
    {
        string id = await ImportAsync("a");

        string[] lines = (await OutputOfAsync("history", "--no-trunc", "--format", "{{.ID}} {{.Size}} {{.CreatedSince}}", "a")).Split('\n');

        Assert.Equal($"{id} 1B Less than a second ago", lines[0]);
    }

    [Fact]
    public async Task History_NotHuman_HasExactFigures() => Assert.StartsWith(
        "2026-05-01T12:00:00Z 5",
        await WithImageAsync("12345", "history", "-H=false", "--format", "{{.CreatedAt}} {{.Size}}", "a"),
        StringComparison.Ordinal);

    [Fact]
    public async Task Prune_WithoutForce_Asks()
    {
        await ImportAsync(null);

        (int status, FakeStreams streams) = await RunWithAsync(new FakeStreams { Input = "n\n"u8.ToArray() }, "image", "prune");

        Assert.Equal(0, status);
        Assert.Equal("WARNING! This will remove all dangling images.\nAre you sure you want to continue? [y/N] ", streams.Output);
        Assert.NotEmpty(await OutputOfAsync("images", "-q"));
    }

    [Fact]
    public async Task Prune_Yes_RemovesNamelessImages()
    {
        string id = await ImportAsync(null);
        await ImportAsync("kept", "other");

        (_, FakeStreams streams) = await RunWithAsync(new FakeStreams { Input = "y\n"u8.ToArray() }, "image", "prune");

        Assert.Contains($"Deleted Images:\ndeleted: {id}\n", streams.Output, StringComparison.Ordinal);
        Assert.Contains("\nTotal reclaimed space: ", streams.Output, StringComparison.Ordinal);
        Assert.Equal("kept\n", await OutputOfAsync("images", "--format", "{{.Repository}}"));
    }

    [Fact]
    public async Task Prune_AllWithLabel_RemovesThoseWithIt()
    {
        await ImportAsync("labelled", "x", "LABEL k=v");
        await ImportAsync("kept", "other");

        await OutputOfAsync("image", "prune", "-af", "--filter", "label=k");

        Assert.Equal("kept\n", await OutputOfAsync("images", "--format", "{{.Repository}}"));
    }

    [Fact]
    public async Task SaveAndLoad_Image_IsTheSame()
    {
        string id = await ImportAsync("a:1");
        string path = Path.Combine(Folder, "a.tar");
        await OutputOfAsync("save", "-o", path, "a:1");
        (_, FakeStreams saved) = await RunAsync("save", "a:1");
        await OutputOfAsync("rmi", "a:1");

        Assert.Equal(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken), saved.OutputBytes);
        Assert.Equal("Loaded image: a:1\n", await OutputOfAsync("load", "-i", path));
        Assert.Equal($"{id}\n", await OutputOfAsync("images", "-q", "--no-trunc"));
    }

    [Theory]
    [InlineData("open /nowhere/x: no such file or directory\n", "load", "-i", "/nowhere/x")]
    [InlineData("failed to save image: invalid output path: stat /nowhere: no such file or directory\n", "save", "-o", "/nowhere/x", "a")]
    [InlineData("failed to export image: invalid output path: stat /nowhere: no such file or directory\n", "image", "export", "-o", "/nowhere/x", "a")]
    public async Task SaveAndLoad_NoSuchFile_HasDockersWords(string expected, params string[] words)
    {
        (int status, FakeStreams streams) = await RunAsync(words);

        Assert.Equal((1, expected), (status, streams.Error));
    }

    [Fact]
    public async Task Export_Image_GoesToAFileOrToOutput()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "an overlay takes root");
        await ImportAsync("a", "contents");
        string path = Path.Combine(Folder, "a.tar");
        await OutputOfAsync("image", "export", "-o", path, "a");
        (_, FakeStreams exported) = await RunAsync("image", "export", "a");

        Assert.Equal(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken), exported.OutputBytes);
        using TarReader tar = new(new MemoryStream(exported.OutputBytes));
        Assert.Equal("file", tar.GetNextEntry()!.Name);
        Assert.Null(tar.GetNextEntry());
    }

    [Theory]
    [InlineData("save", "a")]
    [InlineData("image", "export", "a")]
    public async Task SaveAndExport_Terminal_AreRefused(params string[] words)
    {
        (int status, FakeStreams streams) = await RunWithAsync(new FakeStreams { IsTerminal = true }, words);

        Assert.Equal((1, "cowardly refusing to save to a terminal. Use the -o flag or redirect\n"), (status, streams.Error));
    }

    [Theory]
    [InlineData("save")]
    [InlineData("export")]
    public async Task SaveAndExport_MissingImage_LeaveNoFile(string verb)
    {
        string path = Path.Combine(Folder, "a.tar");

        (int status, _) = await RunAsync("image", verb, "-o", path, "none");

        Assert.Equal(1, status);
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task Load_Nonsense_IsAnErrorInOneLine()
    {
        (int status, FakeStreams streams) = await RunWithAsync(new FakeStreams { Input = Encoding.ASCII.GetBytes("nonsense") }, "load");

        Assert.Equal(1, status);
        Assert.StartsWith("caisson: ", streams.Error, StringComparison.Ordinal);
        Assert.Single(streams.Error.TrimEnd('\n').Split('\n'));
    }

    private async Task<string> WithImageAsync(string contents, params string[] words)
    {
        await ImportAsync("a", contents);
        return await OutputOfAsync(words);
    }
}
