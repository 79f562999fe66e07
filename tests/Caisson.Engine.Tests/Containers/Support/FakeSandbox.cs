using System.Collections.Concurrent;
using System.Threading.Channels;
using Caisson.Engine.Sandboxes;
using Caisson.Linux.Files;
using Caisson.Linux.Terminals;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Tests.Containers.Support;

/// <summary>A wall with nothing behind it: what would run ends when a test says so, or a signal.</summary>
internal sealed class FakeSandbox(TimeProvider clock) : ISandbox
{
    private Channel<SandboxEnd> _ends = Channel.CreateUnbounded<SandboxEnd>();
    private readonly ConcurrentDictionary<string, SandboxState> _states = new();

    public string Name => "process";

    public ChannelReader<SandboxEnd> Ends => _ends.Reader;

    /// <summary>What was started, the latest last.</summary>
    internal ConcurrentQueue<SandboxLaunch> Launches { get; } = new();

    /// <summary>What was started in containers, the latest last; <c>hang</c> does not end by itself.</summary>
    internal ConcurrentQueue<ExecLaunch> Execs { get; } = new();

    /// <summary>What was sent.</summary>
    internal ConcurrentQueue<(string Id, int Signal)> Signals { get; } = new();

    /// <summary>Sizes of terminals.</summary>
    internal ConcurrentQueue<(string? ExecId, WindowSize Size)> Resizes { get; } = new();

    /// <summary>What was forgotten.</summary>
    internal ConcurrentQueue<string> Forgotten { get; } = new();

    /// <summary>Signals that end a container.</summary>
    internal HashSet<int> Deadly { get; } = [9, 15];

    /// <summary>Why the next start fails.</summary>
    internal SandboxStartException? NextFailure { get; set; }

    /// <summary>What an engine that ends leaves to the next one.</summary>
    internal void Reconnect()
    {
        _ends.Writer.TryComplete();
        _ends = Channel.CreateUnbounded<SandboxEnd>();
    }

    /// <summary>A container runs that was started by an engine which did not live to write it down.</summary>
    internal void Run(string id) => _states[id] = new SandboxState(id, 4711, clock.GetUtcNow(), false, null, []);

    internal void End(string id, int code, bool isOutOfMemory = false)
    {
        SandboxEnd end = new(id, null, code, isOutOfMemory, clock.GetUtcNow());
        _states[id] = _states[id] with { End = end };
        _ends.Writer.TryWrite(end);
    }

    internal void EndExec(string id, string execId, int code) =>
        _ends.Writer.TryWrite(new SandboxEnd(id, execId, code, false, clock.GetUtcNow()));

    public Task<IReadOnlyList<SandboxState>> ListAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<SandboxState>>([.. _states.Values]);

    public Task<SandboxState> StartAsync(SandboxLaunch launch, CancellationToken cancellation)
    {
        if (NextFailure is { } failure)
        {
            NextFailure = null;
            throw failure;
        }

        SandboxState state = new(launch.Id, 4711, clock.GetUtcNow(), false, null, []);
        _states[launch.Id] = state;
        Launches.Enqueue(launch);
        return Task.FromResult(state);
    }

    public Task<int> ExecAsync(ExecLaunch launch, CancellationToken cancellation)
    {
        Execs.Enqueue(launch);
        if (launch.Process.Args is ["hang"])
        {
            return Task.FromResult(4712);
        }

        launch.Attachment?.Socket.Dispose();
        EndExec(launch.ContainerId, launch.Id, launch.Process.Args is ["true"] ? 0 : 1);
        return Task.FromResult(4712);
    }

    public Task AttachAsync(string id, Attachment attachment, CancellationToken cancellation) => Task.CompletedTask;

    public Task SignalAsync(string id, int signal, CancellationToken cancellation)
    {
        Signals.Enqueue((id, signal));
        if (Deadly.Contains(signal) && _states.TryGetValue(id, out SandboxState? state) && state.End is null)
        {
            End(id, 128 + signal);
        }

        return Task.CompletedTask;
    }

    public Task SignalExecAsync(string id, string execId, int signal, CancellationToken cancellation)
    {
        Signals.Enqueue((execId, signal));
        EndExec(id, execId, 128 + signal);
        return Task.CompletedTask;
    }

    public Task SetPausedAsync(string id, bool isPaused, CancellationToken cancellation) => Task.CompletedTask;

    public Task UpdateAsync(string id, LinuxResources resources, CancellationToken cancellation) => Task.CompletedTask;

    public Task ResizeAsync(string id, string? execId, WindowSize size, CancellationToken cancellation)
    {
        Resizes.Enqueue((execId, size));
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<int>> ProcessesAsync(string id, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<int>>([4711]);

    public Task<SandboxStatistics> StatisticsAsync(string id, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<SandboxFiles> OpenFilesAsync(string id, SandboxRoot root, CancellationToken cancellation) =>
        Task.FromResult(new SandboxFiles(RootDirectory.Open(root.Upper)));

    public Task ForgetAsync(string id, CancellationToken cancellation)
    {
        _states.TryRemove(id, out _);
        Forgotten.Enqueue(id);
        return Task.CompletedTask;
    }

    public Task ForgetExecAsync(string id, string execId, CancellationToken cancellation) => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _ends.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }
}
