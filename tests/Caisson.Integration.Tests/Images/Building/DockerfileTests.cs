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
        ["17-metadata"] = ["--label", "from=the command line", "--label", "a=replaced"],
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

        caisson.AssertSameAs(docker, withTranscript: !WithUnusedStages.Contains(name));
        Assert.Equal(name == "12-failure" ? 7 : 0, caisson.Result.ExitCode);
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
