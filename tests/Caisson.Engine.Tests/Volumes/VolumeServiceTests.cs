using Caisson.Engine.Events;
using Caisson.Engine.Filtering;
using Caisson.Engine.State;
using Caisson.Engine.Volumes;

namespace Caisson.Engine.Tests.Volumes;

public sealed class VolumeServiceTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("caisson-volumes-").FullName;
    private readonly StateDatabase _state;
    private readonly VolumeService _volumes;

    public VolumeServiceTests()
    {
        _state = StateDatabase.Open(_folder);
        _volumes = new VolumeService(new VolumeStore(_state, Path.Combine(_folder, "volumes")), new EventBus(TimeProvider.System), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _state.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Create_SameName_IsTheSameVolume()
    {
        VolumeRecord one = await _volumes.CreateAsync(new VolumeRequest { Name = "one" });

        Assert.Same(one, await _volumes.CreateAsync(new VolumeRequest { Name = "one" }));
        Assert.True(Directory.Exists(_volumes.MountpointOf("one")));
        Assert.Equal("one", Assert.Single(new VolumeStore(_state, _folder).All).Name);
    }

    [Theory]
    [InlineData("a", "create a: volume name is too short, names should be at least two alphanumeric characters")]
    [InlineData("a/b", "create a/b: \"a/b\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path")]
    [InlineData("../x", "create ../x: \"../x\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path")]
    public async Task Create_BadName_IsRefused(string name, string message) => Assert.Equal(
        message, (await Assert.ThrowsAsync<EngineException>(() => _volumes.CreateAsync(new VolumeRequest { Name = name }))).Message);

    [Fact]
    public async Task Create_BadOptions_AreRefused()
    {
        Dictionary<string, string> unknown = new() { ["nope"] = "x" };
        Dictionary<string, string> missing = new() { ["type"] = "tmpfs" };

        Assert.Equal("create one: invalid option: \"nope\"", await RefusalAsync(new() { Name = "one", Options = unknown }));
        Assert.Equal("create one: missing required option: \"device\"", await RefusalAsync(new() { Name = "one", Options = missing }));
        Assert.Equal("create one: error looking up volume plugin x: plugin \"x\" not found", await RefusalAsync(new() { Name = "one", Driver = "x" }));
        Assert.Empty(_volumes.All);
    }

    [Fact]
    public async Task Remove_UsedOne_IsConflict()
    {
        await _volumes.CreateAsync(new VolumeRequest { Name = "one" });
        _volumes.SetUsers(_ => ["abc"]);

        EngineException used = await Assert.ThrowsAsync<EngineException>(() => _volumes.RemoveAsync("one", force: true));
        EngineException missing = await Assert.ThrowsAsync<EngineException>(() => _volumes.RemoveAsync("two", force: false));

        Assert.Equal((EngineErrorKind.Conflict, "remove one: volume is in use - [abc]"), (used.Kind, used.Message));
        Assert.Equal((EngineErrorKind.NotFound, "get two: no such volume"), (missing.Kind, missing.Message));
        await _volumes.RemoveAsync("two", force: true);
    }

    [Fact]
    public async Task Prune_Unused_TellsNamesAndBytes()
    {
        await _volumes.CreateAsync(new VolumeRequest());
        VolumeRecord named = await _volumes.CreateAsync(new VolumeRequest { Name = "named", Labels = new Dictionary<string, string> { ["a"] = "b" } });
        await File.WriteAllBytesAsync(Path.Combine(_volumes.MountpointOf(_volumes.All.Single(v => v.IsAnonymous).Name), "f"), new byte[100], TestContext.Current.CancellationToken);

        (IReadOnlyList<string> names, long bytes) = await _volumes.PruneAsync(v => v.IsAnonymous);

        Assert.Equal(100, bytes);
        Assert.Single(names);
        Assert.Equal([named], _volumes.All);
        Assert.True(VolumeFilters.Parse(FilterSet.Of(("label", "a=b"), ("dangling", "true")), _volumes).Matches(named));
        Assert.False(VolumeFilters.Parse(FilterSet.Of(("name", "other")), _volumes).Matches(named));
    }

    private async Task<string> RefusalAsync(VolumeRequest request) =>
        (await Assert.ThrowsAsync<EngineException>(() => _volumes.CreateAsync(request))).Message;
}
