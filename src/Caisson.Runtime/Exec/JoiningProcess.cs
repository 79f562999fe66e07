using Caisson.Linux.Cgroups;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Processes;
using Caisson.Linux.Scheduling;
using Caisson.Linux.Seccomp;
using Caisson.Linux.Sockets;
using Caisson.Linux.Terminals;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.Launch;
using Caisson.Runtime.Lifecycle;
using Caisson.Runtime.Programs;
using Caisson.Runtime.State;
using Caisson.Runtime.Units;

namespace Caisson.Runtime.Exec;

/// <summary>
/// A process that joins a container. From its clone to its program it is a list of system calls: no line of the runtime
/// runs inside the container, no descriptor of the host but those of its standard streams comes along, and from the
/// first step on it can't be traced by what is inside already (CVE-2016-9962).
/// </summary>
internal sealed class JoiningProcess(
    ContainerRecord record, ContainerConfig config, ContainerProcess process, ExecRequest request) : IDisposable
{
    private const int SIGKILL = 9;
    private const int FirstDescriptor = 3;

    private readonly SyscallProgram _program = new();
    private readonly Pipe _go = new();
    private readonly Pipe _listening = new();
    private readonly List<IDisposable> _held = [];
    private readonly int _listenFds = ListenDescriptors.Count();
    private SeccompProgram? _seccomp;
    private TerminalMaster? _terminal;
    private Child? _child;

    /// <summary>Its number in the host's PID namespace.</summary>
    internal int ProcessId => _child!.ProcessId;

    /// <summary>The process.</summary>
    internal PidFd Handle => _child!.Handle;

    /// <summary>The outer side of its terminal; null where it has none.</summary>
    internal TerminalMaster? Terminal => _terminal;

    /// <summary>What a runtime does that stays in front of it.</summary>
    internal ForegroundProcess Foreground => new(_child!.Handle, ProcessId, _terminal);

    /// <summary>Starts it. It goes into the container as far as it can by itself.</summary>
    /// <param name="init">The container's first process.</param>
    internal void Begin(PidFd init)
    {
        SeccompProgram? seccomp = _seccomp = SeccompSetting.Compile(config.Linux?.Seccomp);
        using var view = new ContainerView(record.InitProcessId);
        List<string> environment = ProcessEnvironment.Build(
            [.. process.Env ?? [], .. ListenDescriptors.Variables(_listenFds)], process.User.Uid, view.Passwd);
        string path = view.FindProgram((process.Args ?? [])[0], environment);

        _program.SetUndumpable();
        _program.Close(_go.Writer);
        _program.Close(_listening.Reader);
        if (IsMovedBySystemd)
        {
            _program.WaitFor(_go.Reader);
        }

        AddAffinity(process.ExecCPUAffinity?.Initial, "initial");
        Cgroup? cgroup = JoinCgroup();
        AddAffinity(process.ExecCPUAffinity?.Final, "final");
        AddLabels();
        Terminal? terminal = process.Terminal ? OpenTerminal(view) : null;
        JoinNamespaces(init);
        _program.CloseAllBut(FirstDescriptor + request.PreserveFds + _listenFds, [], _go.Reader, _listening.Writer, terminal);
        _program.CloneAgain(CloneFlags.None);
        _program.WaitFor(_go.Reader);
        AddSession(terminal);
        AddIdentity(seccomp);
        _program.Execute(path, process.Args ?? [], environment);
        FileDescriptor? place = IsMovedBySystemd ? null
            : request.Cgroup.Count == 0 && cgroup is { HandsControllersDown: true } ? cgroup.OpenDirectory(record.InitProcessId)
            : cgroup?.OpenDirectory();
        _child = _program.Spawn(CloneFlags.None, place is null ? null : Hold(place));
        _go.Reader.Dispose();
        _listening.Writer.Dispose();
        if (IsMovedBySystemd)
        {
            MoveBySystemd(cgroup);
        }
    }

    /// <summary>Does for it what it can't do for itself, and returns once it has executed its program: in a paused container
    /// not before that is resumed.</summary>
    internal void Finish()
    {
        _child!.WaitForSecondClone();
        ProcessLimits.Apply(ProcessId, process, request.Warn);
        record.Rdt?.Open().AddTask(ProcessId);
        _go.Writer.WriteAll([0]);
        if (_seccomp is { HasListener: true })
        {
            Span<byte> loaded = stackalloc byte[1];
            if (_listening.Reader.Read(loaded) == 1)
            {
                using FileDescriptor listener = _child.Handle.Duplicate(_program.SharedResult);
                SeccompListener.Hand(config, ContainerSnapshot.ToState(record, ContainerStatus.Running), ProcessId, listener);
                _go.Writer.WriteAll([0]);
            }
        }

        _child.WaitForExec();
    }

    /// <summary>Ends it, wherever it is.</summary>
    internal void Kill()
    {
        if (_child is not null)
        {
            _child.Handle.Signal(SIGKILL);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _child?.Dispose();
        _program.Dispose();
        _go.Dispose();
        _listening.Dispose();
        _terminal?.Dispose();
        foreach (IDisposable held in _held)
        {
            held.Dispose();
        }
    }

    // An ordinary user's process may be where that user can't take it away from.
    private bool IsMovedBySystemd => record.Unit is { IsUser: true };

    private void MoveBySystemd(Cgroup? cgroup)
    {
        string top = record.CgroupPaths?.GetValueOrDefault("") ?? "";
        string place = cgroup?.Paths.GetValueOrDefault("") ?? top;
        using (UnitConnection connection = UnitConnection.Open(record.Id, record.Unit!))
        {
            connection.Attach(ProcessId, place[top.Length..]);
        }

        _go.Writer.WriteAll([0]);
    }

    private T Hold<T>(T disposable)
        where T : IDisposable
    {
        _held.Add(disposable);
        return disposable;
    }

    private void AddAffinity(string? cpus, string name)
    {
        if (cpus is { Length: > 0 } && CpuList.TryParse(cpus, out CpuList? list, out string? reason))
        {
            _program.SetAffinity(list);
        }
        else if (cpus is { Length: > 0 })
        {
            throw new ContainerException($"process.execCPUAffinity.{name}: \"{cpus}\" is not a list of processors such as 0-3,7");
        }
    }

    private Cgroup? JoinCgroup()
    {
        Cgroup? cgroup = ContainerCgroup.TryOpen(record);
        if (cgroup is null)
        {
            return null;
        }

        Join(Hold(cgroup));
        foreach (string below in request.Cgroup)
        {
            int colon = below.IndexOf(':');
            string[]? controllers = colon < 0 ? null : below[..colon].Split(',');
            try
            {
                cgroup = Hold(cgroup.OpenBelow(below[(colon + 1)..], controllers));
            }
            catch (CgroupException e)
            {
                throw new ContainerException($"--cgroup {below}: {e.Message}", e);
            }

            Join(cgroup);
        }

        return cgroup;
    }

    private void Join(Cgroup cgroup)
    {
        foreach (FileDescriptor tasks in cgroup.OpenJoinFiles())
        {
            _program.Write(Hold(tasks), "0", "cgroup tasks");
        }
    }

    // Written while the process still sees the host's procfs; what is written holds for the next execve, also of a child.
    private void AddLabels()
    {
        if (process.ApparmorProfile is { Length: > 0 } profile)
        {
            _program.WriteTo("/proc/self/attr/apparmor/exec", $"exec {profile}");
        }

        if (process.SelinuxLabel is { Length: > 0 } label)
        {
            _program.WriteTo("/proc/self/attr/exec", label);
        }
    }

    // One call joins all of them at once: there is no moment in between when the process is half inside.
    private void JoinNamespaces(PidFd init)
    {
        CloneFlags flags = CloneFlags.None;
        foreach (LinuxNamespace ns in config.Linux?.Namespaces ?? [])
        {
            flags |= NamespacePlan.FlagOf(ns.Type);
        }

        if (flags != CloneFlags.None)
        {
            _program.JoinNamespace(init, flags, $"of process {record.InitProcessId}");
        }

        if ((flags & CloneFlags.CLONE_NEWUSER) != 0)
        {
            _program.SetGroups([]);
            _program.LastMayFail();
            _program.SetGroup(0);
            _program.LastMayFail();
            _program.SetUser(0);
            _program.LastMayFail();
        }

        if ((flags & CloneFlags.CLONE_NEWNS) == 0)
        {
            // Without a mount namespace of its own, a container is a directory of the host's.
            _program.ChangeRoot(record.Rootfs);
        }
    }

    private Terminal OpenTerminal(ContainerView view)
    {
        TerminalMaster master = view.OpenTerminal();
        _terminal = master;
        if (process.ConsoleSize is { } size)
        {
            master.Size = new WindowSize((ushort)size.Height, (ushort)size.Width);
        }

        Terminal terminal = Hold(master.OpenPeer());
        if (process.User.Uid != 0)
        {
            FileSystem.ChangeOwner(terminal, process.User.Uid, uint.MaxValue);
        }

        if (request.ConsoleSocket is { } path)
        {
            using UnixSocket socket = UnixSocket.Connect(path);
            ConsoleSocket.Send(socket, master);
        }

        return terminal;
    }

    private void AddSession(Terminal? terminal)
    {
        _program.StartSession();
        if (terminal is null)
        {
            return;
        }

        _program.TakeTerminal(terminal);
        for (int stream = 0; stream <= 2; stream++)
        {
            _program.Redirect(terminal, stream);
        }
    }

    private void AddIdentity(SeccompProgram? seccomp)
    {
        ProgramIdentity.AddMachine(_program, config.Linux);
        _program.TryChangeDirectory(process.Cwd);
        bool canSetGroups = Execution.EffectiveIds().User == 0;
        ProgramIdentity.Add(_program, process, seccomp, canSetGroups);
        ProgramIdentity.AddLateSeccomp(_program, process, seccomp);
        if (seccomp is { HasListener: true })
        {
            _program.Write(_listening.Writer, "l", "to the runtime");
            _program.WaitFor(_go.Reader);
        }
    }
}
