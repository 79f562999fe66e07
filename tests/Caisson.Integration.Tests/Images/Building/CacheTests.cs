using Caisson.Integration.Tests.Peers;

namespace Caisson.Integration.Tests.Images.Building;

/// <summary>Which steps are found in the cache after which change, in dockerd and in Caisson.</summary>
[Collection(BesideDockerd.Name)]
public sealed class CacheTests(EngineFixture<DockerdWithRunc> fixture) : BuildTest(fixture)
{
    private const string Dockerfile = $"""
        FROM {Base}
        ARG version=1
        ENV setting=1
        COPY file.txt /file.txt
        RUN echo $version > /version
        COPY folder /folder
        RUN cat /file.txt /folder/[a-c] > /all
        ENV last=1
        """;

    /// <summary>Each change by name, and the first step that it changes; 0 for none.</summary>
    private static readonly Dictionary<string, (int FirstDone, Action<string> Change, string[] Options)> Changes = new()
    {
        ["nothing"] = (0, _ => { }, []),
        ["content of a file"] = (4, c => File.WriteAllText(Path.Combine(c, "file.txt"), "other"), []),
        ["mode of a file"] = (4, c => File.SetUnixFileMode(Path.Combine(c, "file.txt"), (UnixFileMode)0b111_101_101), []),
        ["time of a file"] = (0, c => File.SetLastWriteTimeUtc(Path.Combine(c, "file.txt"), DateTime.UnixEpoch.AddYears(40)), []),
        ["owner of a file"] = (0, c => Command.Run("chown", "77:88", Path.Combine(c, "file.txt")).Succeeded(), []),
        ["content in a folder"] = (6, c => File.WriteAllText(Path.Combine(c, "folder/a"), "other"), []),
        ["name in a folder"] = (6, c => File.Move(Path.Combine(c, "folder/a"), Path.Combine(c, "folder/c")), []),
        ["mode of a folder"] = (6, c => File.SetUnixFileMode(Path.Combine(c, "folder"), (UnixFileMode)0b111_000_000), []),
        ["new empty folder"] = (6, c => Directory.CreateDirectory(Path.Combine(c, "folder/new")), []),
        ["file that nothing copies"] = (0, c => File.WriteAllText(Path.Combine(c, "new.txt"), "new"), []),
        ["file that is ignored"] = (6, c => File.WriteAllText(Path.Combine(c, ".dockerignore"), "folder/b"), []),
        ["environment"] = (3, c => Edit(c, "setting=1", "setting=2"), []),
        ["last environment"] = (8, c => Edit(c, "last=1", "last=2"), []),
        ["command"] = (7, c => Edit(c, "> /all", ">> /all"), []),
        ["order of instructions"] = (5, c => Edit(c, "RUN echo $version > /version\nCOPY folder /folder", "COPY folder /folder\nRUN echo $version > /version"), []),
        ["comment"] = (0, c => Edit(c, "ENV last", "# a comment\nENV last"), []),
        ["spelling of a keyword"] = (0, c => Edit(c, "ENV last", "env last"), []),
        ["destination"] = (4, c => Edit(c, " /file.txt\n", " /./file.txt\n"), []),
        ["argument that is used"] = (5, _ => { }, ["--build-arg", "version=2"]),
        ["argument that is the same"] = (0, _ => { }, ["--build-arg", "version=1"]),
        ["default of an argument"] = (2, c => Edit(c, "version=1", "version=3"), []),
        ["label"] = (9, _ => { }, ["--label", "a=b"]),
        ["no cache"] = (2, _ => { }, ["--no-cache"]),
    };

    public static TheoryData<string> ChangeNames => [.. Changes.Keys];

    [Theory, MemberData(nameof(ChangeNames))]
    public void Build_AfterAChange_DoesWhatDockerdDoes(string name)
    {
        string folder = MakeContext();
        (int firstDone, Action<string> change, string[] options) = Changes[name];
        BuildBoth(folder, []);

        change(folder);
        (CommandResult docker, CommandResult caisson) = BuildBoth(folder, options);

        var expected = BuiltImage.Failed(docker);
        var actual = BuiltImage.Failed(caisson);
        Difference.AssertNone("list of steps from the cache", expected.Cached, actual.Cached);
        Difference.AssertNone("list of steps that were done", expected.Done, actual.Done);

        // FROM counts among those done.
        int steps = actual.Cached.Length + actual.Done.Length;
        Assert.Equal(firstDone == 0 ? steps - 1 : firstDone - 2, actual.Cached.Length);
    }

    [Fact]
    public void Build_AfterAFailure_UsesTheStepsBeforeIt()
    {
        string folder = InFolder("context");
        Directory.CreateDirectory(folder);
        string dockerfile = Path.Combine(folder, "Dockerfile");
        File.WriteAllText(dockerfile, $"FROM {Base}\nRUN echo kept > /kept\nCOPY Dockerfile /copied\nRUN cat /missing\n");
        string[] line = ["build", "--network", "none", folder];
        Docker.Call(line).Exited(1);
        Caisson.Call(line).Exited(1);

        var expected = BuiltImage.Failed(Docker.Call(line).Exited(1));
        var actual = BuiltImage.Failed(Caisson.Call(line).Exited(1));

        Assert.Equal(["RUN echo kept > /kept", "COPY Dockerfile /copied"], actual.Cached);
        Difference.AssertNone("list of steps from the cache", expected.Cached, actual.Cached);
        Difference.AssertNone("list of steps that were done", expected.Done, actual.Done);
    }

    [Fact]
    public void Build_SameTwice_IsTheSameImage()
    {
        string folder = MakeContext();
        Caisson.Call("build", "--network", "none", "--tag", "one", folder).Succeeded();
        Caisson.Call("build", "--network", "none", "--tag", "two", folder).Succeeded();

        Assert.Equal(Caisson.Id("one"), Caisson.Id("two"));
    }

    [Fact]
    public void Build_CacheFromALoadedImage_UsesItsSteps()
    {
        string folder = MakeContext();
        Caisson.Call("build", "--network", "none", "--tag", "cached", folder).Succeeded();
        var other = new Support.CaissonCommand();
        other.Load(Caisson.Save(Base)).Succeeded();
        other.Load(Caisson.Save("cached")).Succeeded();

        CommandResult built = other.Call("build", "--network", "none", "--cache-from", "cached", "--tag", "again", folder).Succeeded();

        Assert.Single(BuiltImage.Failed(built).Done);
        Assert.Equal(Caisson.Id("cached"), other.Id("again"));
    }

    private static void Edit(string context, string from, string to)
    {
        string path = Path.Combine(context, "Dockerfile");
        string text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }

    private string MakeContext()
    {
        string context = InFolder("context");
        Directory.CreateDirectory(Path.Combine(context, "folder"));
        File.WriteAllText(Path.Combine(context, "Dockerfile"), Dockerfile);
        File.WriteAllText(Path.Combine(context, "file.txt"), "file");
        File.WriteAllText(Path.Combine(context, "folder/a"), "a");
        File.WriteAllText(Path.Combine(context, "folder/b"), "b");
        DockerfileFolder.SetTimes(context);
        return context;
    }

    private (CommandResult Docker, CommandResult Caisson) BuildBoth(string folder, string[] options)
    {
        string[] line = ["build", "--network", "none", .. options, folder];
        return (Docker.Call(line).Succeeded(), Caisson.Call(line).Succeeded());
    }
}
