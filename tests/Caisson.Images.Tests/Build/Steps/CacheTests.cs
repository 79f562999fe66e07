using Caisson.Images.Build;
using Caisson.Images.Tests.Build.Support;

namespace Caisson.Images.Tests.Build.Steps;

public class CacheTests
{
    private const string Dockerfile = "FROM scratch\nARG v=1\nENV a=b\nCOPY file dir/ /to/\nRUN write /x 1\n";

    [Fact]
    public async Task Build_NothingChanged_IsTheSameImage()
    {
        using BuildScene scene = Scene();
        BuiltImage first = await scene.BuildAsync(Dockerfile);
        File.SetLastWriteTimeUtc(Path.Combine(scene.ContextFolder, "file"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        BuiltImage second = await scene.BuildAsync(Dockerfile);
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(first.Result.Manifest.Digest, second.Result.Manifest.Digest);
        Assert.Single(scene.Sandbox.Requests);
    }

    [Theory]
    [InlineData("content")]
    [InlineData("mode")]
    [InlineData("name")]
    [InlineData("link")]
    [InlineData("added")]
    public async Task Build_SourceChanged_CopiesAndRunsAgain(string change)
    {
        using BuildScene scene = Scene();
        await scene.BuildAsync(Dockerfile);
        string file = Path.Combine(scene.ContextFolder, "dir/inner");
        switch (change)
        {
            case "content":
                File.WriteAllText(file, "other");
                break;
            case "mode":
                File.SetUnixFileMode(file, UnixFileMode.UserRead);
                break;
            case "name":
                File.Move(file, file + "2");
                break;
            case "link":
                File.Delete(file);
                File.CreateSymbolicLink(file, "elsewhere");
                break;
            default:
                scene.AddFile("dir/new");
                break;
        }

        await scene.BuildAsync(Dockerfile);
        Assert.Equal(2, scene.Sandbox.Requests.Count);
        Assert.Equal(2, scene.Transcript.Split(" ---> Using cache\n").Length - 1);
    }

    [Theory]
    [InlineData("ENV a=b", "ENV a=c", 1)]
    [InlineData("RUN write /x 1", "RUN write /x 2", 3)]
    [InlineData("COPY file", "COPY --chmod=0600 file", 2)]
    [InlineData("COPY file", "COPY --chown=5:5 file", 2)]
    [InlineData("RUN write", "RUN --network=host write", 3)]
    public async Task Build_InstructionChanged_MissesFromThereOn(string before, string after, int hits)
    {
        using BuildScene scene = Scene();
        await scene.BuildAsync(Dockerfile);
        await scene.BuildAsync(Dockerfile.Replace(before, after, StringComparison.Ordinal));
        Assert.Equal(hits, scene.Transcript.Split(" ---> Using cache\n").Length - 1);
    }

    [Fact]
    public async Task Build_ArgumentChanged_MissesWhereACommandRuns()
    {
        using BuildScene scene = Scene();
        await scene.BuildAsync(Dockerfile);
        await scene.BuildAsync(Dockerfile, options: new BuildOptions { Arguments = new Dictionary<string, string> { ["v"] = "2" } });
        Assert.Equal(3, scene.Transcript.Split(" ---> Using cache\n").Length - 1);
        Assert.Equal(2, scene.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task Build_NoCache_RunsAgain()
    {
        using BuildScene scene = Scene();
        await scene.BuildAsync(Dockerfile);
        await scene.BuildAsync(Dockerfile, options: new BuildOptions { NoCache = true });
        Assert.DoesNotContain("Using cache", scene.Transcript, StringComparison.Ordinal);
        Assert.Equal(2, scene.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task Build_IgnoredFileChanged_IsACacheHit()
    {
        using BuildScene scene = Scene();
        scene.AddFile(".dockerignore", "dir/inner\n.dockerignore\n");
        await scene.BuildAsync(Dockerfile);
        scene.AddFile("dir/inner", "changed");
        await scene.BuildAsync(Dockerfile);
        Assert.Single(scene.Sandbox.Requests);
    }

    [Fact]
    public async Task Collect_AfterAnImageIsGone_LeavesWhatTheCacheHas()
    {
        using BuildScene scene = Scene();
        await scene.BuildAsync(Dockerfile, "img");
        scene.Store.Images.Remove("img");
        scene.Store.Collect();
        await scene.BuildAsync(Dockerfile);
        Assert.Single(scene.Sandbox.Requests);
    }

    [Fact]
    public async Task PruneCache_Everything_MissesAndFreesLayers()
    {
        using BuildScene scene = Scene();
        BuiltImage image = await scene.BuildAsync(Dockerfile, "img");
        scene.Store.Images.Remove("img");
        Assert.Equal(4, Builder.PruneCache(scene.Store, TimeSpan.Zero));
        scene.Store.Collect();
        Assert.All(image.Config.RootFs.DiffIds, d => Assert.Null(scene.Store.Layers.TryGet(d)));
        await scene.BuildAsync(Dockerfile);
        Assert.Equal(2, scene.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task Build_CacheFrom_TakesAnImagesLayers()
    {
        using BuildScene scene = Scene();
        await scene.BuildAsync(Dockerfile, "img");
        Builder.PruneCache(scene.Store, TimeSpan.Zero);
        await scene.BuildAsync(Dockerfile + "RUN write /y 2\n", options: new BuildOptions { CacheFrom = ["img", "not/there"] });
        Assert.Equal(4, scene.Transcript.Split(" ---> Using cache\n").Length - 1);
        Assert.Equal(2, scene.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task Build_DamagedRecord_IsAMiss()
    {
        using BuildScene scene = Scene();
        await scene.BuildAsync(Dockerfile);
        foreach (string record in Directory.GetFiles($"{scene.Store.Folder}/build/cache"))
        {
            File.WriteAllText(record, "{\"created\":");
        }

        await scene.BuildAsync(Dockerfile);
        Assert.Equal(2, scene.Sandbox.Requests.Count);
    }

    private static BuildScene Scene()
    {
        BuildScene scene = new();
        scene.AddFile("file", "content");
        scene.AddFile("dir/inner", "more");
        return scene;
    }
}
