using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Caisson.Engine.Containers;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Sandboxes;
using Caisson.Linux.Terminals;

namespace Caisson.Engine.Execs;

/// <summary>
/// The programs that are run in containers beside their own. They live as long as the engine; those that run when it ends
/// are found again by the next one. Thread: any.
/// </summary>
public sealed class ExecManager
{
    private const int IdBytes = 32;
    private const int KilledCode = 128 + 9;
    private const int NotFoundCode = 127;
    private const int NotExecutableCode = 126;

    // As long as dockerd lets clients ask how one ended.
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    // As dockerd's: a client says how large its terminal is while it has the exec started.
    private static readonly TimeSpan BeginPatience = TimeSpan.FromSeconds(10);

    private readonly ContainerParts _parts;
    private readonly ConcurrentDictionary<string, Exec> _byId = new(StringComparer.Ordinal);

    internal ExecManager(ContainerParts parts)
    {
        _parts = parts;
    }

    /// <summary>Notes what is to be run.</summary>
    /// <param name="container">The container.</param>
    /// <param name="name">What the client calls it.</param>
    /// <param name="settings">What.</param>
    /// <exception cref="EngineException">The container does not run, or nothing is to be run.</exception>
    public Exec Create(Container container, string name, ExecSettings settings)
    {
        ArgumentNullException.ThrowIfNull(container);
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Cmd is not { Count: > 0 })
        {
            throw new EngineException(EngineErrorKind.InvalidParameter, "No exec command specified");
        }

        CheckRuns(container, name);
        if (settings.DetachKeys is { Length: > 0 } keys)
        {
            Streams.DetachKeys.Parse(keys);
        }

        Sweep();
        var exec = new Exec(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)), container.Id, settings);
        _byId[exec.Id] = exec;
        _parts.Events.Publish(container, $"exec_create: {Line(settings)}", ("execID", exec.Id));
        return exec;
    }

    /// <summary>An exec by its id.</summary>
    /// <param name="id">The id.</param>
    /// <exception cref="EngineException">There is none.</exception>
    public Exec Get(string id)
    {
        if (!_byId.TryGetValue(id, out Exec? exec) || _parts.Store.TryGet(exec.ContainerId) is not { } container)
        {
            throw new EngineException(EngineErrorKind.NotFound, $"No such exec instance: {id}");
        }

        if (exec.Pid != 0 && !container.State.IsRunning)
        {
            // Its end may not have been told: then it ended with the container.
            exec.TryEnd(KilledCode, _parts.Clock.GetUtcNow());
        }

        return exec;
    }

    /// <summary>Says why an exec cannot be started; nothing is thrown where it can.</summary>
    /// <param name="exec">Which.</param>
    /// <exception cref="EngineException">Its container does not run.</exception>
    public void CheckStartable(Exec exec)
    {
        ArgumentNullException.ThrowIfNull(exec);
        CheckRuns(_parts.Store.Get(exec.ContainerId), exec.ContainerId);
    }

    /// <summary>The ids of a container's execs that have not ended.</summary>
    /// <param name="containerId">The container.</param>
    public IReadOnlyList<string> IdsOf(string containerId) =>
        [.. _byId.Values.Where(e => e.ContainerId == containerId && e.ExitCode is null).Select(static e => e.Id)];

    /// <summary>Starts one; when it returns, its program is being executed.</summary>
    /// <param name="exec">Which.</param>
    /// <param name="attachment">The client, where there is one; its socket is owned from here on.</param>
    /// <param name="size">The size of its terminal; null for what was asked for when it was made.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="EngineException">It has been started before, or the container does not run.</exception>
    /// <exception cref="SandboxStartException">It could not be started.</exception>
    public async Task StartAsync(Exec exec, Attachment? attachment, WindowSize? size, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(exec);
        try
        {
            Container container = _parts.Store.Get(exec.ContainerId);
            Begin(exec, container);
            try
            {
                await LaunchAsync(exec, container, attachment, size, cancellation).ConfigureAwait(false);
            }
            catch (SandboxStartException e)
            {
                exec.TryEnd(CodeOf(e.Fault), _parts.Clock.GetUtcNow());
                throw;
            }
            catch (EngineException)
            {
                exec.TryEnd(NotExecutableCode, _parts.Clock.GetUtcNow());
                throw;
            }
        }
        catch
        {
            attachment?.Socket.Dispose();
            throw;
        }
    }

    /// <summary>Sets the size of its terminal, once it has been started.</summary>
    /// <param name="exec">Which.</param>
    /// <param name="size">The size.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="EngineException">It does not run, or has no terminal.</exception>
    public async Task ResizeAsync(Exec exec, WindowSize size, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(exec);
        Container container = _parts.Store.Get(exec.ContainerId);
        try
        {
            await exec.Begun.WaitAsync(BeginPatience, _parts.Clock, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new EngineException(EngineErrorKind.System, "timeout waiting for exec session ready", e);
        }

        if (!exec.IsRunning)
        {
            throw new EngineException(EngineErrorKind.Conflict, $"exec {exec.Id} is not running");
        }

        await _parts.Sandboxes.Of(container).ResizeAsync(container.Id, exec.Id, size, cancellation).ConfigureAwait(false);
    }

    /// <summary>Somebody has left its terminal.</summary>
    /// <param name="exec">Which.</param>
    public void Detached(Exec exec)
    {
        ArgumentNullException.ThrowIfNull(exec);
        if (_parts.Store.TryGet(exec.ContainerId) is { } container)
        {
            _parts.Events.Publish(container, "exec_detach", ("execID", exec.Id));
        }
    }

    /// <summary>An exec has ended: notes it, and lets the sandbox forget it.</summary>
    internal void OnEnd(SandboxEnd end)
    {
        if (end.ExecId is not { } id || _parts.Store.TryGet(end.ContainerId) is not { } container)
        {
            return;
        }

        if (_byId.TryGetValue(id, out Exec? exec) && exec.TryEnd(end.ExitCode, end.At))
        {
            string code = end.ExitCode.ToString(CultureInfo.InvariantCulture);
            _parts.Events.Publish(container, "exec_die", ("execID", id), ("exitCode", code));
        }

        _ = ForgetAsync(_parts.Sandboxes.Of(container), end);
    }

    /// <summary>Takes over those that a sandbox has from an earlier engine. What they run is not known any more.</summary>
    internal async Task RestoreAsync(ISandbox sandbox, CancellationToken cancellation)
    {
        foreach (SandboxState container in await sandbox.ListAsync(cancellation).ConfigureAwait(false))
        {
            foreach (SandboxExecState state in container.Execs)
            {
                var exec = new Exec(state.Id, container.Id, new ExecSettings());
                exec.TryBegin();
                exec.SetPid(state.Pid);
                _byId.TryAdd(state.Id, exec);
            }
        }
    }

    private static async Task ForgetAsync(ISandbox sandbox, SandboxEnd end)
    {
        try
        {
            await sandbox.ForgetExecAsync(end.ContainerId, end.ExecId!, CancellationToken.None).ConfigureAwait(false);
        }
        catch (EngineException)
        {
            // It goes with its container.
        }
    }

    private static void Begin(Exec exec, Container container)
    {
        if (exec.ExitCode is not null)
        {
            throw new EngineException(EngineErrorKind.Conflict, $"Error: Exec command {exec.Id} has already run");
        }

        if (!exec.TryBegin())
        {
            throw new EngineException(EngineErrorKind.Conflict, $"Error: Exec command {exec.Id} is already running");
        }

        try
        {
            CheckRuns(container, container.Id);
        }
        catch
        {
            exec.Unbegin();
            throw;
        }
    }

    private async Task LaunchAsync(
        Exec exec, Container container, Attachment? attachment, WindowSize? size, CancellationToken cancellation)
    {
        ISandbox sandbox = _parts.Sandboxes.Of(container);
        var launch = new ExecLaunch
        {
            ContainerId = container.Id,
            Id = exec.Id,
            Process = await ExecProcesses.MakeAsync(_parts, sandbox, container, exec.Settings, size, cancellation).ConfigureAwait(false),
            HasInput = exec.Settings.AttachStdin,
            Attachment = attachment,
        };
        _parts.Events.Publish(container, $"exec_start: {Line(exec.Settings)}", ("execID", exec.Id));
        exec.SetPid(await sandbox.ExecAsync(launch, cancellation).ConfigureAwait(false));
    }

    // dockerd's: a program, a blank, and its arguments, of which there may be none.
    private static string Line(ExecSettings settings) => settings.Cmd is { Count: > 0 } all ? $"{all[0]} {string.Join(' ', all.Skip(1))}" : "";

    private static void CheckRuns(Container container, string name)
    {
        switch (container.State.Status)
        {
            case ContainerStatus.Running:
                return;
            case ContainerStatus.Paused:
                throw new EngineException(
                    EngineErrorKind.Conflict, $"container {name} is paused, unpause the container before exec");
            case ContainerStatus.Restarting:
                throw new EngineException(
                    EngineErrorKind.Conflict, $"Container {name} is restarting, wait until the container is running");
            default:
                throw new EngineException(EngineErrorKind.Conflict, $"container {container.Id} is not running");
        }
    }

    private static int CodeOf(SandboxStartFault fault) => fault switch
    {
        SandboxStartFault.NotFound => NotFoundCode,
        _ => NotExecutableCode,
    };

    private void Sweep()
    {
        DateTimeOffset oldest = _parts.Clock.GetUtcNow() - KeptFor;
        foreach (Exec exec in _byId.Values)
        {
            if (exec.EndedAt < oldest || _parts.Store.TryGet(exec.ContainerId) is null)
            {
                _byId.TryRemove(exec.Id, out _);
            }
        }
    }
}
