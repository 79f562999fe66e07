using Caisson.Engine.Networks;
using Caisson.Engine.Settings;
using Caisson.Engine.State;

namespace Caisson.Engine.Tests.Containers.Support;

/// <summary>Networks that remember what was asked of them.</summary>
internal sealed class FakeNetworks : IContainerNetworks
{
    /// <summary>Containers whose network is up.</summary>
    internal HashSet<string> Up { get; } = [];

    /// <summary>What taking a network down waits for.</summary>
    internal Task MayRelease { get; set; } = Task.CompletedTask;

    public IReadOnlyList<StateChange> Add(ContainerNetworkRequest request) => [];

    public IReadOnlyList<StateChange> Remove(string id) => [];

    public IReadOnlyList<StateChange> Rename(string id, string name) => [];

    public Task<PreparedNetwork> PrepareAsync(ContainerNetworkRequest request, CancellationToken cancellation)
    {
        lock (Up)
        {
            Up.Add(request.Id);
        }

        return Task.FromResult(new PreparedNetwork("/run/netns/x", "/hosts", "/hostname", "/resolv.conf", []));
    }

    public async Task<IReadOnlyList<StateChange>> ReleaseAsync(string id)
    {
        await MayRelease;
        lock (Up)
        {
            Up.Remove(id);
        }

        return [];
    }

    public Task<IReadOnlyList<StateChange>> RestoreAsync(IReadOnlySet<string> running, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<StateChange>>([]);

    public NetworkSettings Describe(string id) => new();

    public string? NamespacePath(string id) => null;
}
