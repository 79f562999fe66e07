using Caisson.Engine.Containers;
using Caisson.Engine.Containers.Lifecycle;
using Caisson.Engine.Events;
using Caisson.Engine.Execs;
using Caisson.Engine.Settings;
using Caisson.Engine.State;
using Caisson.Engine.Volumes;
using Caisson.Images.Store;

namespace Caisson.Engine.Tests.Containers.Support;

/// <summary>Containers behind a wall with nothing behind it, in a folder of a test's own.</summary>
internal sealed class TestEngine : IAsyncDisposable
{
    private readonly string _folder;
    private readonly StateDatabase _state;
    private readonly ImageStore _images;
    private readonly EventBus _bus;
    private readonly EventSubscription _events;

    private TestEngine(string folder, FakeSandbox? sandbox, ManualClock clock)
    {
        _folder = folder;
        Clock = clock;
        Sandbox = sandbox ?? new FakeSandbox(clock);
        _state = StateDatabase.Open(folder);
        _images = ImageStore.Open(Path.Combine(folder, "images"));
        _bus = new EventBus(clock);
        _events = _bus.Subscribe(static e => e.Type == "container");
        Volumes = new VolumeService(new VolumeStore(_state, Path.Combine(folder, "volumes")), _bus, clock);
        ContainerParts parts = new()
        {
            Options = new EngineOptions { DataRoot = folder, ExecRoot = folder },
            Clock = clock,
            State = _state,
            Store = new ContainerStore(_state),
            Images = _images,
            Volumes = Volumes,
            Networks = Networks,
            Sandboxes = new SandboxSet([Sandbox]),
            Events = new ContainerEvents(_bus),
            Folders = new ContainerFolders(Path.Combine(folder, "containers")),
            HostMounts = new HostMounts(Path.Combine(folder, "mounts")),
            Holds = new ImageHolds(_images),
        };
        Containers = new ContainerService(parts);
        Execs = new ExecManager(parts);
    }

    internal ManualClock Clock { get; }

    internal FakeSandbox Sandbox { get; }

    internal FakeNetworks Networks { get; } = new();

    internal VolumeService Volumes { get; }

    internal ContainerService Containers { get; }

    internal ExecManager Execs { get; }

    internal static async Task<TestEngine> OpenAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Skip("containers' roots are overlays, which only root can mount");
        }

        TestEngine engine = new(Directory.CreateTempSubdirectory("caisson-engine-").FullName, null, new ManualClock());
        await engine.Containers.OpenAsync(CancellationToken.None);
        return engine;
    }

    /// <summary>Ends the engine, and starts another one on the same folder and the same wall.</summary>
    internal async Task<TestEngine> ReopenAsync()
    {
        await CloseAsync();
        Sandbox.Reconnect();
        TestEngine engine = new(_folder, Sandbox, Clock);
        await engine.Containers.OpenAsync(CancellationToken.None);
        return engine;
    }

    internal async Task<Container> CreateAsync(string name = "", HostSettings? host = null, ContainerSettings? config = null)
    {
        ContainerRequest request = new()
        {
            Name = name,
            Config = config ?? new ContainerSettings { Cmd = ["true"] },
            Host = host ?? new HostSettings(),
        };
        return (await Containers.CreateAsync(request, CancellationToken.None)).Container;
    }

    internal async Task<Container> StartAsync(string name = "", HostSettings? host = null, ContainerSettings? config = null)
    {
        Container container = await CreateAsync(name, host, config);
        await Containers.StartAsync(container.Id, CancellationToken.None);
        return container;
    }

    /// <summary>Waits for an event.</summary>
    internal async Task<EngineEvent> NextAsync(string action)
    {
        while (true)
        {
            EngineEvent happened = await _events.Events.ReadAsync(TestContext.Current.CancellationToken);
            if (happened.Action == action)
            {
                return happened;
            }
        }
    }

    /// <summary>From now on nothing can be written down.</summary>
    internal ValueTask LoseStateAsync() => _state.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task CloseAsync()
    {
        Containers.Close();
        _bus.Dispose();
        _images.Dispose();
        await _state.DisposeAsync();
    }
}
