using Caisson.Integration.Tests.Images.Support;

namespace Caisson.Integration.Tests.Images.Hostile;

/// <summary>Layers that try to leave the folder that they are unpacked to, loaded by the executable.</summary>
public sealed class HostileLayerTests : HostileTest
{
    public enum Attack
    {
        FileThroughALink,
        FolderThroughALink,
        FileThroughARelativeLink,
        HardLinkToStepsUp,
        HardLinkToAnAbsolutePath,
        HardLinkThroughALink,
        WhiteoutThroughALink,
        WhiteoutOfTheParent,
        NameThatIsTooLong,
        PathThatIsTooLong,
    }

    public static TheoryData<Attack> Attacks => [.. Enum.GetValues<Attack>()];

    [Theory, MemberData(nameof(Attacks))]
    public void Load_LayerThatLeadsOutside_IsRefused(Attack attack)
    {
        using var layer = new LayerArchive();
        Add(layer, attack);
        string archive = InFolder("hostile.tar");
        new HandmadeImage(layer.ToArray()).WriteDockerArchive(archive, "tests/hostile:1");

        Caisson.RefusesToLoad(archive, "caisson: ");

        AssertNothingHappened();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("../../../../../../../../../../../../../../../../")]
    [InlineData("a/../../../../../../../../../../../../../../../../")]
    public void Load_PathsOfALayerThatLeadUp_EndAtItsRoot(string way)
    {
        using var layer = new LayerArchive();
        layer.Folder("a/").File(way + Canary[1..], "croaks").File($"{way}{CanaryFolder[1..]}/.wh.egg", "").Link($"{way}{CanaryFolder[1..]}/new", "x");
        string archive = InFolder("absolute.tar");
        new HandmadeImage(layer.ToArray()).WriteDockerArchive(archive, "tests/absolute:1");

        Caisson.Load(archive).Succeeded();

        AssertCanarySings();
        Caisson.Call("rmi", "tests/absolute:1").Succeeded();
        AssertNothingHappened();
    }

    [Fact]
    public void Load_LinkOfAnEarlierLayer_IsNotFollowedByALaterOne()
    {
        using var lower = new LayerArchive();
        lower.Link("out", CanaryFolder);
        using var upper = new LayerArchive();
        upper.File("out/canary", "croaks").File("out/new", "egg");
        string archive = InFolder("links.tar");
        new HandmadeImage(lower.ToArray(), upper.ToArray()).WriteDockerArchive(archive, "tests/links:1");

        Caisson.Load(archive).Succeeded();

        AssertCanarySings();
        Caisson.Call("rmi", "tests/links:1").Succeeded();
        AssertNothingHappened();
    }

    private void Add(LayerArchive layer, Attack attack)
    {
        switch (attack)
        {
            case Attack.FileThroughALink:
                layer.Link("out", CanaryFolder).File("out/canary", "croaks");
                break;
            case Attack.FolderThroughALink:
                layer.Link("out", CanaryFolder).Folder("out/nest/");
                break;
            case Attack.FileThroughARelativeLink:
                layer.Link("out", Path.GetDirectoryName(WayUp)!).File("out/canary", "croaks");
                break;
            case Attack.HardLinkToStepsUp:
                layer.HardLink("same", WayUp).File("same", "croaks");
                break;
            case Attack.HardLinkToAnAbsolutePath:
                layer.HardLink("same", Canary).File("same", "croaks");
                break;
            case Attack.HardLinkThroughALink:
                layer.Link("out", CanaryFolder).HardLink("same", "out/canary").File("same", "croaks");
                break;
            case Attack.WhiteoutThroughALink:
                layer.Link("out", CanaryFolder).File("out/.wh.canary", "");
                break;
            case Attack.WhiteoutOfTheParent:
                layer.File("a/.wh...", "");
                break;
            case Attack.NameThatIsTooLong:
                layer.File(new string('n', 300), "x");
                break;
            case Attack.PathThatIsTooLong:
                layer.File(string.Join('/', Enumerable.Repeat(new string('p', 100), 60)), "x");
                break;
        }
    }
}
