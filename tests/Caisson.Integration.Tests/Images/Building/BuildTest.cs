using System.Text.Json.Nodes;
using Caisson.Integration.Tests.Peers;

namespace Caisson.Integration.Tests.Images.Building;

/// <summary>What tests of builds start from: the same base image, with the same digest, in dockerd and in Caisson.</summary>
public abstract class BuildTest : ImagesTest
{
    /// <summary>The base image of all Dockerfiles: a root with busybox.</summary>
    protected const string Base = "caisson-tests/base";

    private const string Result = "caisson-tests/result";

    private static string? _baseArchive;

    private readonly EngineFixture<DockerdWithRunc> _fixture;

    // One for both engines: the base image may be made within the same second, and counts as new for both or for neither.
    private readonly DateTimeOffset _start = TimeProvider.System.GetUtcNow();

    /// <summary>Skips the test where the machine cannot run it.</summary>
    /// <param name="fixture">The engine to compare with.</param>
    protected BuildTest(EngineFixture<DockerdWithRunc> fixture)
    {
        _fixture = fixture;
        _ = OciRuntime.Subject;
        Caisson.Load(BaseArchive()).Succeeded();
        Assert.Equal(Docker.Call("image", "inspect", "--format", "{{.Id}}", Base).Succeeded().Text, Caisson.Id(Base));
    }

    /// <summary>The engine to compare with.</summary>
    protected DockerdWithRunc Docker => _fixture.Engine;

    /// <inheritdoc/>
    /// <remarks>
    /// Caisson's root is each test's own, and dockerd's is everybody's: what it would find in its cache goes too, so that
    /// no test can see which ones ran before. A build that fails leaves its last container, which keeps the steps before.
    /// </remarks>
    protected override void Clean()
    {
        Docker.Call("image", "rm", "--force", Result);
        Docker.Call("container", "prune", "--force").Succeeded();
        Docker.Call("image", "prune", "--force").Succeeded();
    }

    /// <summary>Builds with Caisson.</summary>
    /// <param name="folder">The context.</param>
    /// <param name="options">Options of <c>build</c>.</param>
    protected BuiltImage Build(string folder, params IEnumerable<string> options)
    {
        CommandResult result = Caisson.Call(["build", "--network", "none", "--tag", Result, .. options, folder]);
        return result.ExitCode == 0
            ? BuiltImage.Of(result, Caisson.Save(Result), Caisson.ConfigOf(Result), _start)
            : BuiltImage.Failed(result);
    }

    /// <summary>Builds with dockerd.</summary>
    /// <param name="folder">The context.</param>
    /// <param name="options">Options of <c>build</c>.</param>
    protected BuiltImage BuildWithDocker(string folder, params IEnumerable<string> options)
    {
        CommandResult result = Docker.Call(["build", "--network", "none", "--tag", Result, .. options, folder]);
        if (result.ExitCode != 0)
        {
            return BuiltImage.Failed(result);
        }

        string archive = Path.Combine(TestRun.NewFolder(), "saved.tar");
        Docker.Call("save", "--output", archive, Result).Succeeded();
        string config = Docker.Call("image", "inspect", "--format", "{{json .Config}}", Result).Succeeded().Output;
        return BuiltImage.Of(result, archive, JsonNode.Parse(config)!.AsObject(), _start);
    }

    // Its folder belongs to the whole run, not to the test that happens to be the first.
    private string BaseArchive()
    {
        if (_baseArchive is null)
        {
            Docker.Call("tag", ContainerEngine.Image, Base).Succeeded();
            string archive = Path.Combine(TestRun.Folder, "base-image.tar");
            Docker.Call("save", "--output", archive, Base).Succeeded();
            _baseArchive = archive;
        }

        return _baseArchive;
    }
}
