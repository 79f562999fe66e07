using Caisson.Engine.Settings;
using Caisson.Engine.Settings.Json;
using Caisson.Engine.State;

namespace Caisson.Engine.Tests.State;

public sealed class StateDatabaseTests : IDisposable
{
    private const string Kind = "policy";

    private readonly string _folder = Directory.CreateTempSubdirectory("caisson-state-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Write_AfterReopening_IsThere()
    {
        await using (StateDatabase state = StateDatabase.Open(_folder))
        {
            await state.WriteAsync(Put("a", 1), Put("b", 2));
            await state.WriteAsync(Put("a", 3), StateChange.Remove(Kind, "b"), StateChange.Remove(Kind, "c"));
        }

        await using StateDatabase again = StateDatabase.Open(_folder);
        (string id, RestartPolicy policy) = Assert.Single(again.Load(Kind, SettingsJson.Default.RestartPolicy));
        Assert.Equal("a", id);
        Assert.Equal(3, policy.MaximumRetryCount);
        Assert.Empty(again.Load("other", SettingsJson.Default.RestartPolicy));
    }

    [Fact]
    public async Task Write_ManyAtOnce_AreAllThere()
    {
        await using StateDatabase state = StateDatabase.Open(_folder);
        await Task.WhenAll(Enumerable.Range(0, 1500).Select(i => state.WriteAsync(Put($"{i:d4}", i))));

        Assert.Equal(
            Enumerable.Range(0, 1500), state.Load(Kind, SettingsJson.Default.RestartPolicy).Select(r => r.Value.MaximumRetryCount));
    }

    [Fact]
    public async Task Open_AnotherEngineHasIt_SaysSo()
    {
        await using StateDatabase state = StateDatabase.Open(_folder);

        EngineException e = Assert.Throws<EngineException>(() => StateDatabase.Open(_folder));

        Assert.Equal(EngineErrorKind.Conflict, e.Kind);
        Assert.StartsWith("another engine uses", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_DamagedRecord_NamesIt()
    {
        await using StateDatabase state = StateDatabase.Open(_folder);
        await state.WriteAsync(new StateChange(Kind, "a", "[1"u8.ToArray()));

        EngineException e = Assert.Throws<EngineException>(() => state.Load(Kind, SettingsJson.Default.RestartPolicy));

        Assert.Contains("policy a", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_AfterClose_Fails()
    {
        StateDatabase state = StateDatabase.Open(_folder);
        await state.DisposeAsync();

        EngineException e = await Assert.ThrowsAsync<EngineException>(() => state.WriteAsync(Put("a", 1)));

        Assert.Equal(EngineErrorKind.Unavailable, e.Kind);
    }

    private static StateChange Put(string id, int count) =>
        StateChange.Put(Kind, id, new RestartPolicy { MaximumRetryCount = count }, SettingsJson.Default.RestartPolicy);
}
