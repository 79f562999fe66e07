using Caisson.Images.Archives;
using Caisson.Images.Tests.Archives;
using Caisson.Images.Tests.Build.Support;
using Caisson.Images.Tests.Layers;

namespace Caisson.Images.Tests.Build.Steps;

/// <summary>Images with as many layers as overlayfs stacks, or nearly so.</summary>
public class LayerLimitTests
{
    private const string Advice = "are the most that are stacked: let fewer steps change files";

    [Theory]
    [InlineData("RUN write /f 1")]
    [InlineData("COPY file /")]
    [InlineData("ADD file /")]
    [InlineData("WORKDIR /new")]
    public async Task Build_OneLayerTooMany_SaysSoAndLeavesNothing(string instruction)
    {
        using BuildScene scene = new(new ImageLimits { Layers = 5 });
        scene.AddFile("file", "x");
        Load(scene, 5);
        IReadOnlyList<string> before = SampleArchive.FilesOf(scene.Store);

        ImageException e = await scene.FailAsync($"FROM full\n{instruction}\n");

        Assert.Equal((ImageErrorKind.LimitExceeded, $"the image has 5 layers, and 5 {Advice}"), (e.Kind, e.Message));
        Assert.Empty(scene.Leftovers());
        scene.Store.Collect();
        Assert.Equal(before, SampleArchive.FilesOf(scene.Store));
    }

    [Fact]
    public async Task Build_StepsThatMakeNoLayer_NeedNoRoom()
    {
        using BuildScene scene = new(new ImageLimits { Layers = 5 });
        Load(scene, 5);
        BuiltImage image = await scene.BuildAsync("FROM full\nRUN print nothing\nENV a=b\nWORKDIR /d\n");
        Assert.Equal(5, image.Config.RootFs.DiffIds.Count);
    }

    // Loading so many layers takes seconds: all that needs them is here.
    [Fact]
    public async Task Build_AsManyLayersAsOverlayfsStacks_AreUsedToTheLast()
    {
        using BuildScene scene = new();
        Load(scene, 499);
        BuiltImage image = await scene.BuildAsync("FROM full\nRUN write /f 1\nWORKDIR /d\n", "fuller");
        Assert.Equal(500, image.Config.RootFs.DiffIds.Count);
        Assert.Equal("1", image.Read("/f"));

        Assert.Equal($"the image has 500 layers, and 500 {Advice}", (await scene.FailAsync("FROM fuller\nRUN print nothing\n")).Message);
        Assert.Empty(scene.Leftovers());

        BuiltImage copy = await scene.BuildAsync("FROM scratch\nCOPY --from=fuller /f /\nRUN --mount=from=fuller,target=/full read /full/f\n");
        Assert.Equal("1", copy.Read("/f"));

        // One more directory for attributes, and none is left for what is mounted over.
        Load(scene, 499, new ArchiveBuilder().AddFile("d/x").End());
        Assert.Equal(
            "the image has 499 layers, which leave no room for a command's own directory: 500 are the most that are stacked",
            (await scene.FailAsync("FROM full\nRUN write /f 1\n")).Message);
        Assert.Empty(scene.Leftovers());
        Assert.Equal("707 0:0", (await scene.BuildAsync("FROM scratch\nCOPY --from=full / /all\n")).Describe("/all/d"));
    }

    private static void Load(BuildScene scene, int count, byte[]? implied = null)
    {
        byte[][] layers =
        [
            new ArchiveBuilder().AddDirectory("d", 0b111_000_111).End(), .. Enumerable.Range(0, count - 2).Select(i => SampleArchive.Layer($"f{i}", "")), implied ?? SampleArchive.Layer("last", ""),
        ];
        using MemoryStream archive = new(SampleArchive.Docker("full:latest", layers));
        ImageLoader.Load(scene.Store, archive, TestContext.Current.CancellationToken);
    }
}
