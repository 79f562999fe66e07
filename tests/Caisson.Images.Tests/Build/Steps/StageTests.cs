using Caisson.Images.Build;
using Caisson.Images.Tests.Build.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Build.Steps;

public class StageTests
{
    [Fact]
    public async Task Build_FromAloneOfAnImage_IsThatImage()
    {
        using BuildScene scene = new();
        BuiltImage based = await scene.BuildAsync("FROM scratch\nENV a=b", "base");
        BuiltImage image = await scene.BuildAsync("FROM base", "other");
        Assert.Equal(based.Id, image.Id);
        Assert.Equal(based.Result.Manifest.Digest, image.Result.Manifest.Digest);
    }

    [Fact]
    public async Task Build_Target_LeavesOutTheRest()
    {
        using BuildScene scene = new();
        const string Dockerfile = "FROM scratch AS one\nRUN write /a 1\nFROM scratch AS two\nRUN write /b 2\nFROM scratch\nRUN exit 1\n";
        BuiltImage image = await scene.BuildAsync(Dockerfile, options: new BuildOptions { Target = "TWO" });
        Assert.Equal("2", image.Read("/b"));
        Assert.Single(scene.Sandbox.Requests);
        Assert.Contains("Step 4/4 : RUN write /b 2", scene.Transcript, StringComparison.Ordinal);
        Assert.Equal("1", (await scene.BuildAsync(Dockerfile, options: new BuildOptions { Target = "0" })).Read("/a"));
        Assert.Equal(
            "failed to reach build target none in Dockerfile",
            (await scene.FailAsync(Dockerfile, new BuildOptions { Target = "none" })).Message);
    }

    [Fact]
    public async Task Build_FromAStage_GoesOnWithItsArguments()
    {
        using BuildScene scene = new();
        BuiltImage image = await scene.BuildAsync("""
            ARG global=g
            FROM scratch AS one
            ARG global
            ARG mine=m
            ENV one=$global$mine
            FROM one AS two
            ENV two=$one$mine$global
            FROM scratch
            ENV three=${mine:-unset}${global:-unset}
            FROM two
            """);
        Assert.Equal(["one=gm", "two=gmmg"], image.Defaults.Env!.Skip(1));
    }

    [Fact]
    public async Task Build_AutomaticArguments_AreThisMachines()
    {
        using BuildScene scene = new();
        BuiltImage image = await scene.BuildAsync(
            "FROM --platform=$BUILDPLATFORM scratch\nARG TARGETPLATFORM TARGETARCH\nENV p=$TARGETPLATFORM a=$TARGETARCH o=${TARGETOS:-unset}");
        Assert.Equal([$"p={Platform.Host}", $"a={Platform.Host.Architecture}", "o=unset"], image.Defaults.Env!.Skip(1));
    }

    [Fact]
    public async Task Build_Triggers_RunWhereTheImageIsUsed()
    {
        using BuildScene scene = new();
        scene.AddFile("file", "x");
        await scene.BuildAsync("FROM scratch\nONBUILD COPY file /\nONBUILD RUN write /ran 1\nONBUILD ENV a=b\n", "base");
        Assert.Empty(scene.Sandbox.Requests);
        BuiltImage image = await scene.BuildAsync("FROM base\nENV c=$a\n");
        Assert.Equal("x", image.Read("/file"));
        Assert.Equal("1", image.Read("/ran"));
        Assert.Contains("c=b", image.Defaults.Env!);
        Assert.Null(image.Defaults.OnBuild);
        Assert.Contains("# Executing 3 build triggers\n", scene.Transcript, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FROM none", "no such image: none")]
    [InlineData("FROM Upper", "failed to parse stage name \"Upper\": invalid reference format: repository name (library/Upper) must be lowercase")]
    [InlineData("FROM $x", "dockerfile parse error on line 1: base name ($x) should not be blank")]
    [InlineData("FROM scratch AS a\nFROM scratch AS A", "dockerfile parse error on line 2: a stage name already used")]
    [InlineData("FROM scratch", "No image was generated. Is your Dockerfile empty?")]
    [InlineData("FROM --platform=linux/riscv64 scratch", "images are built for this machine's own platform, linux/amd64, and not for linux/riscv64")]
    public async Task Build_StageThatCannotBegin_IsAnError(string dockerfile, string expected)
    {
        using BuildScene scene = new();
        Assert.Equal(expected, (await scene.FailAsync(dockerfile)).Message);
        Assert.Empty(scene.Leftovers());
    }

    [Fact]
    public async Task Build_FailureInOneStage_EndsTheOthers()
    {
        using BuildScene scene = new();
        TaskCompletionSource waits = new();
        scene.Sandbox.OnRun = async request =>
        {
            if (request.Arguments[^1].StartsWith("print", StringComparison.Ordinal))
            {
                waits.SetResult();
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
            else
            {
                await waits.Task.WaitAsync(TimeSpan.FromMinutes(1));
            }
        };
        await Assert.ThrowsAsync<RunFailedException>(() => scene.BuildAsync(
            "FROM scratch AS a\nRUN print a\nRUN write /never 1\nFROM scratch AS b\nRUN exit 7\nFROM scratch\nCOPY --from=a / /\nCOPY --from=b / /\n",
            options: new BuildOptions { Parallelism = 2 }));
        Assert.Equal(2, scene.Sandbox.Requests.Count);
        Assert.Empty(scene.Leftovers());
    }

    [Fact]
    public async Task Build_ImageThatIsNotThere_IsPulledOnce()
    {
        using BuildScene scene = new();
        PullerOfScratch puller = new(scene);
        scene.Puller = puller;
        BuiltImage image = await scene.BuildAsync("FROM base/image:1 AS a\nFROM base/image:1\nCOPY --from=base/image:1 /x /y\n");
        Assert.Equal("1", image.Read("/y"));
        Assert.Equal(["docker.io/base/image:1"], puller.Pulled);
        await scene.BuildAsync("FROM base/image:1\n");
        Assert.Single(puller.Pulled);
        await scene.BuildAsync("FROM base/image:1\n", options: new BuildOptions { Pull = true });
        Assert.Equal(2, puller.Pulled.Count);
    }

    // What it pulls is built in the same store, without itself.
    private sealed class PullerOfScratch(BuildScene scene) : IImagePuller
    {
        internal List<string> Pulled { get; } = [];

        public async Task PullAsync(
            ImageReference reference, Platform platform, IBuildProgress progress, CancellationToken cancellation)
        {
            Pulled.Add(reference.ToString());
            scene.Puller = null;
            await scene.BuildAsync("FROM scratch\nRUN write /x 1\n", reference.Familiar);
            scene.Puller = this;
        }
    }
}
