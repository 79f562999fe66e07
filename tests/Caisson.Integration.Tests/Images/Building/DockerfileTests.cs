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

    private static readonly Dictionary<string, int> ExitCodes = new() { ["12-failure"] = 7, ["26-no-command"] = 1 };

    // The classic builder sets the owner of what it copies after the mode, by which Linux takes set-user-id and
    // set-group-id from a file; BuildKit keeps them, as does Caisson. And dockerd archives layers without extended
    // attributes other than security.capability, though it has unpacked them.
    private static readonly Dictionary<string, KnownDifference[]> FaultsOfDockerd = new()
    {
        ["08-copies"] =
        [
            .. new[] { "/deep/er/target/inner", "/everything/folder/inner", "/folder-contents/inner", "/shared/folder/inner", "/work" }
                .Select(p => new KnownDifference($"{p}/leaf", " f 711 ", " f 4711 ")),
        ],
        ["10-archives"] = [new("*/folder/inner", " 940a68104d3b6904", " 940a68104d3b6904 user.note=6b657074")],
        ["20-privileges"] =
        [
            new("/p/copied/setuid", " f 750 ", " f 4750 "),
            new("/p/copied/setgid", " f 755 ", " f 2755 "),
            new("/p/attribute", " 39aaccc5e983578c", " 39aaccc5e983578c user.note=72656d656d6265726564"),
        ],
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

        string[] root = FaultsOfDockerd.GetValueOrDefault(name, []).Aggregate(docker.Root, (lines, fault) => fault.Correct(lines));
        caisson.AssertSameAs(docker with { Root = root }, withTranscript: true);
        Assert.Equal(ExitCodes.GetValueOrDefault(name), caisson.Result.ExitCode);
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
