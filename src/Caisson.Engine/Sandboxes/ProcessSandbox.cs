using System.Collections.Concurrent;
using System.Threading.Channels;
using Caisson.Keeping;
using Caisson.Keeping.Client;
using Caisson.Keeping.Protocol;
using Caisson.Linux;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Files;
using Caisson.Linux.Sockets;
using Caisson.Linux.Terminals;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime;
using Caisson.Runtime.Lifecycle;
using Caisson.Runtime.State;

namespace Caisson.Engine.Sandboxes;

/// <summary>
/// The wall of namespaces and cgroups: containers are children of caisson-keeper, which goes on when the engine ends. What
/// concerns their processes' streams and ends is asked of the keeper; what concerns their cgroups is done here.
/// </summary>
public sealed class ProcessSandbox : ISandbox
{
    private const int KilledStatus = 128 + 9;

    private readonly ProcessSandboxOptions _options;
    private readonly ContainerStore _store;
    private readonly SandboxRest _rest;
    private readonly TimeProvider _clock;
    private readonly Channel<SandboxEnd> _ends = Channel.CreateUnbounded<SandboxEnd>();
    private readonly ConcurrentDictionary<string, byte> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _disposing = new();
    private KeeperClient _keeper;
    private Task _following = Task.CompletedTask;

    private ProcessSandbox(ProcessSandboxOptions options, TimeProvider clock, KeeperClient keeper)
    {
        _options = options;
        _clock = clock;
        _keeper = keeper;
        _store = new ContainerStore($"{options.ExecRoot}/runtime");
        _rest = new SandboxRest(options.ExecRoot, _store);
    }

    /// <inheritdoc/>
    public string Name => "process";

    /// <inheritdoc/>
    public ChannelReader<SandboxEnd> Ends => _ends.Reader;

    private string SocketPath => SocketOf(_options);

    /// <summary>Connects to the keeper of an exec root, or starts it.</summary>
    /// <param name="options">Where.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="EngineException">There is no keeper to be had.</exception>
    public static async Task<ProcessSandbox> OpenAsync(
        ProcessSandboxOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            KeeperClient keeper = await KeeperClient.ConnectAsync(SocketOf(options), options.KeeperPath, cancellation)
                .ConfigureAwait(false);
            var sandbox = new ProcessSandbox(options, clock, keeper);
            HashSet<string> kept = new(StringComparer.Ordinal);
            foreach (KeptState state in await keeper.ListAsync(cancellation).ConfigureAwait(false))
            {
                kept.Add(state.ContainerId);
                if (state is { ExecId: null, End: null })
                {
                    sandbox._running[state.ContainerId] = 0;
                }
            }

            await BlockingWork.RunAsync(() => sandbox._rest.RemoveAllBut(kept)).ConfigureAwait(false);
            sandbox._following = sandbox.FollowAsync();
            return sandbox;
        }
        catch (KeeperException e)
        {
            throw new EngineException(EngineErrorKind.Unavailable, e.Message, e);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SandboxState>> ListAsync(CancellationToken cancellation)
    {
        IReadOnlyList<KeptState> kept = await AskAsync(keeper => keeper.ListAsync(cancellation)).ConfigureAwait(false);
        return await BlockingWork.RunAsync(() => SandboxStates.Of(kept, _store)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<SandboxState> StartAsync(SandboxLaunch launch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(launch);
        UnixSocket[] sockets = [.. launch.Attachments.Select(static attachment => attachment.Socket)];
        var folder = new SandboxFolder(_options.ExecRoot, launch.Id);
        try
        {
            cancellation.ThrowIfCancellationRequested();
            var start = new StartMessage
            {
                Id = launch.Id,
                Store = _store.Root,
                Bundle = folder.Path,
                Streams = KeeperMessages.StreamsOf(launch),
                SystemdCgroup = _options.SystemdCgroup,
                Log = KeeperMessages.LogOf(launch.Log),
                Attachments = [.. launch.Attachments.Select(KeeperMessages.WishOf)],
            };
            await BlockingWork.RunAsync(() =>
            {
                DeleteContainer.Run(_store, launch.Id, force: true, static _ => { });
                folder.Make(launch.Config, launch.Root);
            }).ConfigureAwait(false);

            // Its end may be told before its start is answered. It takes milliseconds: whoever does not want it any more
            // stops it afterwards.
            _running[launch.Id] = 0;
            (int processId, DateTimeOffset at) = await _keeper.StartAsync(start, sockets, CancellationToken.None).ConfigureAwait(false);
            return new SandboxState(launch.Id, processId, at, IsPaused: false, End: null, Execs: []);
        }
        catch (Exception e)
        {
            _running.TryRemove(launch.Id, out _);
            Close(sockets);
            await BlockingWork.RunAsync(() => _rest.Remove(launch.Id)).ConfigureAwait(false);
            throw e switch
            {
                KeeperException { Fault: KeeperFault.Start } => RuntimeTexts.CreateFailed(e.Message, e),
                KeeperException or LinuxException or ContainerException or CgroupException =>
                    new SandboxStartException(SandboxStartFault.Other, e.Message, e),
                _ => e,
            };
        }
    }

    /// <inheritdoc/>
    public async Task<int> ExecAsync(ExecLaunch launch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(launch);
        var folder = new SandboxFolder(_options.ExecRoot, launch.ContainerId);
        string? file = null;
        try
        {
            cancellation.ThrowIfCancellationRequested();
            file = folder.KeepProcess(launch.Id, launch.Process);
            var exec = new ExecMessage
            {
                ContainerId = launch.ContainerId,
                Id = launch.Id,
                ProcessFile = file,
                Streams = KeeperMessages.StreamsOf(launch),
                Attachment = launch.Attachment is { } attachment ? KeeperMessages.WishOf(attachment) : null,
            };
            return await _keeper.ExecAsync(exec, launch.Attachment?.Socket, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            launch.Attachment?.Socket.Dispose();
            throw e switch
            {
                KeeperException { Fault: KeeperFault.Start } => RuntimeTexts.ExecFailed(e.Message, e),
                KeeperException keeper => ToEngine(keeper),
                LinuxException { Errno: Linux.Uapi.Errno.ENOENT } => new EngineException(
                    EngineErrorKind.Conflict, $"container {launch.ContainerId} is not running", e),
                _ => e,
            };
        }
        finally
        {
            if (file is not null)
            {
                FileSystem.Remove(file);
            }
        }
    }

    /// <inheritdoc/>
    public Task AttachAsync(string id, Attachment attachment, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(attachment);
        return AskAsync(keeper => Wrap(
            keeper.AttachAsync(id, KeeperMessages.WishOf(attachment), attachment.Socket, cancellation)));
    }

    /// <inheritdoc/>
    public Task SignalAsync(string id, int signal, CancellationToken cancellation) =>
        WorkAsync(() => KillContainer.Run(_store, id, signal, all: false));

    /// <inheritdoc/>
    public Task SignalExecAsync(string id, string execId, int signal, CancellationToken cancellation) =>
        AskAsync(keeper => Wrap(keeper.SignalAsync(id, execId, signal, cancellation)));

    /// <inheritdoc/>
    public Task SetPausedAsync(string id, bool isPaused, CancellationToken cancellation) => WorkAsync(() =>
    {
        if (isPaused)
        {
            PauseContainer.Pause(_store, id);
        }
        else
        {
            PauseContainer.Resume(_store, id);
        }
    });

    /// <inheritdoc/>
    public Task UpdateAsync(string id, LinuxResources resources, CancellationToken cancellation) =>
        WorkAsync(() => UpdateContainer.Run(_store, id, resources, shares: null, static _ => { }));

    /// <inheritdoc/>
    public Task ResizeAsync(string id, string? execId, WindowSize size, CancellationToken cancellation) =>
        AskAsync(keeper => Wrap(keeper.ResizeAsync(id, execId, size, cancellation)));

    /// <inheritdoc/>
    public Task<IReadOnlyList<int>> ProcessesAsync(string id, CancellationToken cancellation) =>
        WorkAsync(() => ContainerProcesses.List(_store, id));

    /// <inheritdoc/>
    public Task<SandboxStatistics> StatisticsAsync(string id, CancellationToken cancellation) => WorkAsync(() =>
    {
        IReadOnlyDictionary<string, string> paths = _store.Load(id).Record.CgroupPaths ?? new Dictionary<string, string>();
        using Cgroup cgroup = Cgroup.Open(paths);
        bool isVersion2 = paths.Count == 1 && paths.ContainsKey("");
        return new SandboxStatistics(_clock.GetUtcNow(), cgroup.ReadStats(), isVersion2);
    });

    /// <inheritdoc/>
    public Task<SandboxFiles> OpenFilesAsync(string id, SandboxRoot root, CancellationToken cancellation) =>
        WorkAsync(() => new SandboxFiles(
            TryOpenRunning(id)
            ?? new SandboxFolder(_options.ExecRoot, id).TryOpenRoot()
            ?? new RootDirectory(SandboxFolder.Overlay(root))));

    /// <inheritdoc/>
    public async Task ForgetAsync(string id, CancellationToken cancellation)
    {
        if (_running.ContainsKey(id))
        {
            throw new EngineException(EngineErrorKind.Conflict, $"container {id} is running");
        }

        // First what can be seen of it, then its end: whoever is interrupted here is told of it again.
        await WorkAsync(() => _rest.Remove(id)).ConfigureAwait(false);
        await AskAsync(keeper => Wrap(keeper.ForgetAsync(id, null, cancellation))).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task ForgetExecAsync(string id, string execId, CancellationToken cancellation) =>
        AskAsync(keeper => Wrap(keeper.ForgetAsync(id, execId, cancellation)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        _keeper.Dispose();
        await _following.ConfigureAwait(false);
        _ends.Writer.TryComplete();
        _disposing.Dispose();
    }

    private static string SocketOf(ProcessSandboxOptions options) => $"{options.ExecRoot}/keeper.sock";

    // The number of a process that has ended may be another's: it is its own if the container runs still afterwards.
    private RootDirectory? TryOpenRunning(string id)
    {
        if (!_running.ContainsKey(id))
        {
            return null;
        }

        RootDirectory? root = null;
        try
        {
            int processId = _store.Load(id).Record.InitProcessId;
            root = RootDirectory.Open($"/proc/{processId}/root");
            if (_store.Load(id).Status is ContainerStatus.Running or ContainerStatus.Paused)
            {
                return root;
            }
        }
        catch (Exception e) when (e is ContainerException or LinuxException)
        {
            // It has ended meanwhile.
        }

        root?.Dispose();
        return null;
    }

    private static void Close(UnixSocket[] sockets)
    {
        foreach (UnixSocket socket in sockets)
        {
            socket.Dispose();
        }
    }

    // Passes ends on. A keeper that is gone is replaced, and what it kept is ended: nobody drains its output any more.
    private async Task FollowAsync()
    {
        while (true)
        {
            await foreach (KeptEnd end in _keeper.Ends.ReadAllAsync().ConfigureAwait(false))
            {
                if (end.ExecId is null)
                {
                    _running.TryRemove(end.ContainerId, out _);
                }

                _ends.Writer.TryWrite(SandboxStates.Of(end));
            }

            if (_disposing.IsCancellationRequested)
            {
                return;
            }

            foreach (string id in _running.Keys)
            {
                await EndLostAsync(id).ConfigureAwait(false);
            }

            try
            {
                _keeper = await KeeperClient.ConnectAsync(SocketPath, _options.KeeperPath, _disposing.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is KeeperException or OperationCanceledException)
            {
                _ends.Writer.TryComplete(e as KeeperException);
                return;
            }
        }
    }

    private async Task EndLostAsync(string id)
    {
        try
        {
            await BlockingWork.RunAsync(() => DeleteContainer.Run(_store, id, force: true, static _ => { })).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ContainerException or LinuxException or CgroupException)
        {
            // What is left is removed when it is forgotten.
        }

        if (_running.TryRemove(id, out _))
        {
            _ends.Writer.TryWrite(new SandboxEnd(id, null, KilledStatus, IsOutOfMemory: false, _clock.GetUtcNow()));
        }
    }

    private static async Task<bool> Wrap(Task task)
    {
        await task.ConfigureAwait(false);
        return true;
    }

    private async Task<T> AskAsync<T>(Func<KeeperClient, Task<T>> ask)
    {
        try
        {
            return await ask(_keeper).ConfigureAwait(false);
        }
        catch (KeeperException e)
        {
            throw ToEngine(e);
        }
    }

    private static Task<bool> WorkAsync(Action work) => WorkAsync(() =>
    {
        work();
        return true;
    });

    private static async Task<T> WorkAsync<T>(Func<T> work)
    {
        try
        {
            return await BlockingWork.RunAsync(work).ConfigureAwait(false);
        }
        catch (ContainerException e)
        {
            bool isUnknown = e.Message.StartsWith("container does not exist", StringComparison.Ordinal);
            throw new EngineException(isUnknown ? EngineErrorKind.NotFound : EngineErrorKind.Conflict, e.Message, e);
        }
        catch (Exception e) when (e is LinuxException or CgroupException)
        {
            throw new EngineException(EngineErrorKind.System, e.Message, e);
        }
    }

    private static EngineException ToEngine(KeeperException e) => new(
        e.Fault switch
        {
            KeeperFault.Unknown => EngineErrorKind.NotFound,
            KeeperFault.Conflict => EngineErrorKind.Conflict,
            KeeperFault.Gone => EngineErrorKind.Unavailable,
            _ => EngineErrorKind.System,
        },
        e.Message,
        e);
}
