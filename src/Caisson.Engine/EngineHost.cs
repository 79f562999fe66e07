using Caisson.Engine.Builds;
using Caisson.Engine.Containers;
using Caisson.Engine.Events;
using Caisson.Engine.Execs;
using Caisson.Engine.Images;
using Caisson.Engine.Networks;
using Caisson.Engine.Processes;
using Caisson.Engine.Sandboxes;
using Caisson.Engine.State;
using Caisson.Engine.Streams;
using Caisson.Engine.Volumes;
using Caisson.Images.Store;
using Caisson.Linux.Files;

namespace Caisson.Engine;

/// <summary>The engine, put together: whoever serves clients opens one and works with its parts.</summary>
public sealed class EngineHost : IAsyncDisposable
{
    private const uint PrivateDirectory = 0b111_001_001;
    private const string KeeperName = "caisson-keeper";

    private readonly ISandbox _sandbox;
    private readonly BuildSandbox _builds;

    private EngineHost(
        EngineOptions options, TimeProvider clock, StateDatabase state, EventBus events, NetworkManager networks, ISandbox sandbox)
    {
        Options = options;
        Clock = clock;
        State = state;
        Events = events;
        Networks = networks;
        _sandbox = sandbox;
        Images = ImageStore.Open(Path.Combine(options.DataRoot, "images"));
        Volumes = new VolumeService(new VolumeStore(state, Path.Combine(options.DataRoot, "volumes")), events, clock);
        ContainerParts parts = new()
        {
            Options = options,
            Clock = clock,
            State = state,
            Store = new ContainerStore(state),
            Images = Images,
            Volumes = Volumes,
            Networks = networks.Containers,
            Sandboxes = new SandboxSet([sandbox]),
            Events = new ContainerEvents(events),
            Folders = new ContainerFolders(Path.Combine(options.DataRoot, "containers")),
            HostMounts = new HostMounts(Path.Combine(options.ExecRoot, "mounts")),
            Holds = new ImageHolds(Images),
        };
        Containers = new ContainerService(parts);
        Execs = new ExecManager(parts);
        Streams = new ContainerStreams(parts);
        Processes = new ContainerProcessService(parts);
        Containers.ExecEnded = Execs.OnEnd;
        ImageActions = new ImageService(Images, events, clock)
        {
            UsersOf = image => [.. Containers.Store.All.Where(c => c.Record.ImageId == image.ToString())
                .Select(c => new ImageUser(c.Id, c.State.IsRunning))],
        };
        ImageArchives = new ImageArchives(ImageActions);
        ImageTransfers = new ImageTransfers(ImageActions, options.Registries, clock);
        _builds = new BuildSandbox(Path.Combine(options.DataRoot, "runs"), Path.Combine(options.ProgramFolder, "caisson-runtime"));
        Builds = new BuildService(ImageActions, ImageTransfers, events, _builds, clock);
    }

    /// <summary>How it is set up.</summary>
    public EngineOptions Options { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>What is remembered.</summary>
    public StateDatabase State { get; }

    /// <summary>What happens.</summary>
    public EventBus Events { get; }

    /// <summary>Images.</summary>
    public ImageStore Images { get; }

    /// <summary>What clients do with images.</summary>
    public ImageService ImageActions { get; }

    /// <summary>Images that come and go as archives.</summary>
    public ImageArchives ImageArchives { get; }

    /// <summary>Images that come from registries and go to them.</summary>
    public ImageTransfers ImageTransfers { get; }

    /// <summary>Builds.</summary>
    public BuildService Builds { get; }

    /// <summary>Networks; those of containers are in <see cref="NetworkManager.Containers"/>.</summary>
    public NetworkManager Networks { get; }

    /// <summary>Volumes.</summary>
    public VolumeService Volumes { get; }

    /// <summary>Containers.</summary>
    public ContainerService Containers { get; }

    /// <summary>Programs that are run in containers beside their own.</summary>
    public ExecManager Execs { get; }

    /// <summary>The standard streams of containers.</summary>
    public ContainerStreams Streams { get; }

    /// <summary>What the processes of containers do.</summary>
    public ContainerProcessService Processes { get; }

    /// <summary>Opens the engine of a data folder: what ran still runs, and what is to run whenever the engine does is started.</summary>
    /// <param name="options">How.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="EngineException">Another engine uses the folder, or what is in it is damaged.</exception>
    public static async Task<EngineHost> OpenAsync(EngineOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        MakeFolder(options.DataRoot);
        MakeFolder(options.ExecRoot);
        StateDatabase state = StateDatabase.Open(options.DataRoot);
        try
        {
            EventBus events = new(clock);
            NetworkManager networks = await NetworkManager.OpenAsync(options, state, events, clock).ConfigureAwait(false);
            ProcessSandboxOptions process = new(options.ExecRoot, Path.Combine(options.ProgramFolder, KeeperName));
            ProcessSandbox sandbox = await ProcessSandbox.OpenAsync(process, clock, cancellation).ConfigureAwait(false);
            EngineHost host = new(options, clock, state, events, networks, sandbox);
            await host.Execs.RestoreAsync(sandbox, cancellation).ConfigureAwait(false);
            await host.Containers.OpenAsync(cancellation).ConfigureAwait(false);
            await BlockingWork.RunAsync(host._builds.TrySweep).ConfigureAwait(false);
            return host;
        }
        catch
        {
            await state.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Containers.Close();
        Streams.Dispose();
        Events.Dispose();
        await _sandbox.DisposeAsync().ConfigureAwait(false);
        Networks.Dispose();
        Images.Dispose();
        await State.DisposeAsync().ConfigureAwait(false);
    }

    private static void MakeFolder(string path)
    {
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            FileSystem.ChangeMode(path, PrivateDirectory);
        }
    }
}
