using Caisson.Integration.Tests.Images.Support;
using Caisson.Integration.Tests.Peers;

namespace Caisson.Integration.Tests.Images.Building;

/// <summary>
/// The Dockerfiles below Images/Dockerfiles, built by Debian's dockerd and by Caisson from the same base image: the same
/// configuration, history, files, modes, owners, links, attributes and output.
/// </summary>
[Collection(BesideDockerd.Name)]
public sealed class DockerfileTests(EngineFixture<DockerdWithRunc> fixture) : BuildTest(fixture)
{
    // dockerd 20.10's classic builder does not know what these use; what is expected of them is written down in
    // ModernDockerfileTests.
    private static readonly string[] UnknownToDocker = ["07-heredocs", "25-modern"];

    // The classic builder builds stages that nothing uses; Caisson, as BuildKit, does not, and says nothing of them.
    private static readonly string[] WithUnusedStages = [];

    private static readonly Dictionary<string, string[]> Options = new()
    {
        ["02-arguments"] =
        [
            "--build-arg", "given=from the command line", "--build-arg", "late=from an argument",
            "--build-arg", "http_proxy=http://proxy.example:1",
        ],
        ["05-target"] = ["--target", "tested"],

        // Another test builds it too, and dockerd is one for all.
        ["12-failure"] = ["--no-cache"],
        ["17-metadata"] = ["--label", "from=the command line", "--label", "a=replaced"],
    };

    // What Caisson's lines have and dockerd's have not. A layer of dockerd 20.10 has no extended attributes but file
    // capabilities: what ADD has unpacked is lost again.
    private static readonly Dictionary<string, (string Path, string Text)> LostByDocker = new()
    {
        ["10-archives"] = ("/folder/inner f ", " user.note=6b657074"),
    };

    public static TheoryData<string> Names => [.. DockerfileFolder.Names.Except(UnknownToDocker)];

    [Theory, MemberData(nameof(Names))]
    public void Build_Dockerfile_GivesWhatDockerdGives(string name)
    {
        using LoopbackServer server = NewServer();
        string folder = DockerfileFolder.Prepare(name);
        string[] options = name switch
        {
            "11-downloads" => ["--build-arg", $"url=http://{server.Address}"],
            "22-directives" => ["--file", Path.Combine(folder, "build.Dockerfile")],
            _ => Options.GetValueOrDefault(name, []),
        };

        BuiltImage docker = BuildWithDocker(folder, options);
        BuiltImage caisson = Build(folder, options);

        if (LostByDocker.TryGetValue(name, out (string Path, string Text) lost))
        {
            caisson = Without(caisson, lost.Path, lost.Text);
        }

        caisson.AssertSameAs(docker, withTranscript: !WithUnusedStages.Contains(name));
        Assert.Equal(name == "12-failure" ? 7 : 0, caisson.Result.ExitCode);
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("nowhere")]
    [InlineData("/bin/busybox")]
    public void Build_ArchiveThroughALinkToNoFolder_FailsAsWithDockerd(string target)
    {
        string folder = InFolder("context");
        Directory.CreateDirectory(folder);
        using var archive = new LayerArchive();
        File.WriteAllBytes(Path.Combine(folder, "archive.tar"), archive.File("link/file", "x").ToArray());
        File.WriteAllText(
            Path.Combine(folder, "Dockerfile"), $"FROM {Base}\nRUN ln -s {target} /link\nADD archive.tar /\n");

        Assert.NotEqual(0, BuildWithDocker(folder).Result.ExitCode);
        CommandResult failed = Build(folder).Result;

        CaissonCommand.AssertRefused(failed, $"goes through link, which is a symbolic link to {target}, where no directory is");
    }

    [Fact]
    public void Build_RunFails_TellsTheCommandAndLeavesNoImage()
    {
        string folder = DockerfileFolder.Prepare("12-failure");
        string before = Caisson.Images;

        BuiltImage docker = BuildWithDocker(folder);
        BuiltImage caisson = Build(folder);

        Assert.Equal(BuiltImage.WithoutAdvice(docker.Result.Error), caisson.Result.Error);
        Assert.Equal(
            "The command '/bin/sh -c echo to output; echo failing; exit 7' returned a non-zero code: 7\n", caisson.Result.Error);
        Assert.Equal(before, Caisson.Images);
    }

    // Every such line has the text: that it is missing would be a difference too.
    private static BuiltImage Without(BuiltImage built, string path, string text)
    {
        Assert.All(built.Root.Where(l => l.Contains(path, StringComparison.Ordinal)), l => Assert.EndsWith(text, l, StringComparison.Ordinal));
        return built with
        {
            Root = [.. built.Root.Select(l => l.Contains(path, StringComparison.Ordinal) ? l[..^text.Length] : l)],
        };
    }

    private static LoopbackServer NewServer()
    {
        var server = new LoopbackServer();
        const string Modified = "Last-Modified: Fri, 13 Feb 2009 23:31:30 GMT";
        server.Serve("/file.txt", "text/plain", "downloaded\n"u8.ToArray(), Modified);
        using var archive = new LayerArchive();
        server.Serve(
            "/packed.tar.gz", "application/gzip", LayerArchive.Gzip(archive.File("not-unpacked", "x").ToArray()), Modified);
        return server;
    }
}
