using Caisson.Linux;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Credentials;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Processes;
using Caisson.Linux.Resctrl;
using Caisson.Linux.Seccomp;
using Caisson.Linux.Sockets;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.Init;
using Caisson.Runtime.Lifecycle;
using Caisson.Runtime.Programs;
using Caisson.Runtime.State;
using Caisson.Runtime.Units;

namespace Caisson.Runtime.Launch;

/// <summary>
/// The runtime's side of a container's creation. Whatever happens on the way, a container that is not created leaves
/// nothing; a runtime that is killed leaves a record from which <c>delete --force</c> finds all there is.
/// </summary>
internal sealed class ContainerLaunch : IDisposable
{
    private const int SIGKILL = 9;

    // Until it executes the user's program a container is more than one task: the second stage's threads, what is cloned
    // on the way there, and what keeps the place for them.
    private const long SetupTasks = 16;

    private readonly ContainerStore _store;
    private readonly CreateRequest _request;
    private readonly ContainerBundle _bundle;
    private readonly Rollback _rollback = new();
    private readonly List<FileDescriptor> _inherited = [];
    private ContainerDirectory? _directory;
    private FirstProcess? _process;
    private Cgroup? _cgroup;
    private UnitLaunch? _unit;

    private ContainerLaunch(ContainerStore store, CreateRequest request)
    {
        _store = store;
        _request = request;
        _bundle = ContainerBundle.Load(request.Bundle);
    }

    /// <summary>The first process, which waits for <c>start</c>.</summary>
    internal PidFd Process => _process!.Handle;

    /// <summary>Its number in the host's PID namespace.</summary>
    internal int ProcessId => _process!.ProcessId;

    /// <summary>The directory of its cgroup in each hierarchy.</summary>
    internal IReadOnlyDictionary<string, string> CgroupPaths => _cgroup!.Paths;

    /// <summary>The container's configuration.</summary>
    internal ContainerConfig Config => _bundle.Config;

    /// <summary>Creates a container.</summary>
    /// <param name="store">Where it is kept.</param>
    /// <param name="request">What to create.</param>
    /// <param name="console">A connected console socket; null to connect to the one of the request.</param>
    internal static ContainerLaunch Create(ContainerStore store, CreateRequest request, UnixSocket? console = null)
    {
        var launch = new ContainerLaunch(store, request);
        try
        {
            launch.Create(console);
            launch._rollback.Commit();
            return launch;
        }
        catch
        {
            launch.Dispose();
            throw;
        }
    }

    /// <summary>Lets the first process execute the user's program, and gives the container's lock back.</summary>
    internal void Start()
    {
        StartContainer.Release(_directory!);
        StartContainer.RunPoststart(_directory!, _directory!.Read(), _request.Warn);
        _directory!.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rollback.Dispose();
        _cgroup?.Dispose();
        _unit?.Dispose();
        _process?.Dispose();
        _directory?.Dispose();
        CloseInherited();
    }

    // The process has its own by now. The fifo above all: start waits until nobody else has it open.
    private void CloseInherited()
    {
        foreach (FileDescriptor descriptor in _inherited)
        {
            descriptor.Dispose();
        }
    }

    private void Create(UnixSocket? console)
    {
        CreateContainer.CheckTerminal(Config.Process, _request.ConsoleSocket, isDetached: console is null);
        LinuxConfig? linux = Config.Linux;
        SeccompProgram? seccomp = SeccompSetting.Compile(linux?.Seccomp);
        using NamespacePlan namespaces = NamespacePlan.Read(Config);
        if (!namespaces.HasUserNamespace && Execution.EffectiveIds().User != 0)
        {
            throw new ContainerException(
                "config.json: linux.namespaces: an ordinary user's container needs a user namespace (see spec --rootless)");
        }

        if (namespaces.Joins(NamespaceType.Pid))
        {
            // Whoever is in that namespace sees the first process from its clone on, before it executes the sealed
            // copy: then the runtime itself must be one.
            SealedExecutable.EnsureFor(Environment.GetCommandLineArgs()[1..]);
        }

        if (_request.SystemdCgroup)
        {
            _unit = UnitLaunch.Prepare(Config, _request.Id, _request.Rootless);
        }

        ContainerRdt? rdt = linux?.IntelRdt is { } intelRdt ? RdtClass.Plan(intelRdt, _request.Id) : null;
        _directory = _store.Create(_request.Id);
        _rollback.Add(_directory.Remove);
        ContainerRecord record = NewRecord() with { Unit = _unit?.Unit, Rdt = rdt };
        _directory.Write(record);
        if (Config.Hooks is { Poststart.Length: > 0 } or { Poststop.Length: > 0 })
        {
            _directory.MarkHooks();
        }

        int config = Inherit(_directory.KeepConfig(_bundle.Json));
        bool isPrivileged = Execution.EffectiveIds().User == 0 && UserNamespaceMaps.IsInitial();
        CgroupResources resources = ResourceTranslation.ForCreation(linux?.Resources, isPrivileged);
        if (_unit is not null)
        {
            _rollback.Add(_unit.Remove);
            record = record with { Unit = _unit.Start(resources) };
            _directory.Write(record);
        }

        CgroupDraft cgroup = ContainerCgroup.Begin(Config, _request.Id, namespaces.HasUserNamespace, _unit);
        _rollback.Add(() => RemoveCgroup(cgroup));
        _process = new FirstProcess(Config, namespaces);

        // Network devices are moved to where the process is, which then must be there.
        bool entersLater = !cgroup.IsWhole && _unit is null && _process.CanEnterLater && linux?.NetDevices is not { Count: > 0 };
        if (!entersLater)
        {
            FinishCgroup(cgroup, resources, isPrivileged ? namespaces : null);
        }

        (InitChannel channel, UnixSocket first) = InitChannel.CreatePair();
        using (channel)
        {
            Clone(cgroup, entersLater, namespaces, seccomp, first, console, config);
            _unit?.Release();
            if (entersLater)
            {
                FinishCgroup(cgroup, resources, isPrivileged ? namespaces : null);
            }

            using FileDescriptor? network = _process.MakeNetworkNamespace();
            Prepare(record with { CgroupPaths = _cgroup!.Paths });
            channel.Send(InitMessage.Continue, network);
            WritePidFile();
            Converse(channel);
        }

        if (resources.PidsLimit is > 0 and < SetupTasks)
        {
            _cgroup.Apply(new CgroupResources { PidsLimit = resources.PidsLimit });
        }
    }

    private void FinishCgroup(CgroupDraft draft, CgroupResources resources, NamespacePlan? delegated)
    {
        _cgroup = ContainerCgroup.Finish(draft, Config, _request.Id, _unit);
        Limit(_cgroup, resources);
        if (delegated is not null)
        {
            ContainerCgroup.Delegate(_cgroup, Config, delegated);
        }
    }

    private void RemoveCgroup(CgroupDraft draft)
    {
        if (_cgroup is not null)
        {
            ContainerCgroup.Remove(_cgroup);
        }

        draft.Dispose();
    }

    // While the second stage works: it takes a fifth of a millisecond on a disk.
    private void WritePidFile()
    {
        if (_request.PidFile is { } pidFile)
        {
            PidFile.Write(pidFile, ProcessId);
            _rollback.Add(() => FileSystem.Remove(pidFile));
        }
    }

    private void Limit(Cgroup cgroup, CgroupResources resources)
    {
        if (resources.PidsLimit is > 0 and < SetupTasks)
        {
            resources = resources with { PidsLimit = SetupTasks };
        }

        foreach (string warning in cgroup.Apply(resources))
        {
            _request.Warn(warning);
        }
    }

    private ContainerRecord NewRecord() => new()
    {
        Id = _request.Id,
        OciVersion = Config.OciVersion,
        Bundle = _bundle.Path,
        Rootfs = _bundle.Rootfs,
        Created = TimeProvider.System.GetUtcNow(),
        OwnerId = Execution.EffectiveIds().User,
        Annotations = Config.Annotations,
    };

    private void Clone(
        CgroupDraft cgroup,
        bool entersLater,
        NamespacePlan namespaces,
        SeccompProgram? seccomp,
        UnixSocket first,
        UnixSocket? console,
        int config)
    {
        var arguments = new InitArguments
        {
            Channel = Inherit(first),
            Config = config,
            Fifo = Inherit(_directory!.MakeFifo()),
            Console = ConnectConsole(console),
            Seccomp = seccomp is null ? -1 : Inherit(SeccompSetting.Write(seccomp)),
            PreserveFds = _request.PreserveFds + ListenDescriptors.Count(),
            ListenFds = ListenDescriptors.Count(),
            Id = _request.Id,
            Rootfs = _bundle.Rootfs,
            Bundle = _bundle.Path,
            HasUserNamespace = namespaces.HasUserNamespace,
            SetGroupsDenied = namespaces.HasUserNamespace && Execution.EffectiveIds().User != 0,
            NoPivot = _request.NoPivot,
            NoNewKeyring = _request.NoNewKeyring,
            EntersCgroups = entersLater,
            MakesCgroupNamespace = entersLater && namespaces.Creates(CloneFlags.CLONE_NEWCGROUP),
            Cgroups = ContainerCgroup.ToShow(cgroup.Paths),
            MountTrees = InheritTrees(namespaces.HasUserNamespace),
        };
        using FileDescriptor executable = namespaces.Creates(CloneFlags.CLONE_NEWPID)
            ? SealedExecutable.Open()
            : SealedExecutable.OpenUnreadable();
        bool attaches = _unit is { Unit.IsUser: true };
        _process!.Clone(cgroup, attaches, executable, arguments, _inherited);
        _rollback.Add(Kill);
        if (attaches)
        {
            // An ordinary user's process may be where that user can't take it away from; systemd can.
            _unit!.Attach(ProcessId);
        }

        // From here on only the process holds its end: when it ends, the channel does.
        first.Dispose();
        _process.MapUsers();
    }

    private Dictionary<int, int> InheritTrees(bool hasUserNamespace)
    {
        var numbers = new Dictionary<int, int>();
        foreach ((int index, MountTree tree) in MountSources.Clone(_bundle, hasUserNamespace))
        {
            numbers[index] = Inherit(tree);
        }

        return numbers;
    }

    // What the process can't do for itself, or must not be able to undo; then its number goes to disk, then it goes on.
    private void Prepare(ContainerRecord record)
    {
        try
        {
            SetUp(record);
        }
        catch (LinuxException) when (_process!.HasFailed)
        {
            // Why there is no process any more says more than that there is none.
        }

        _process!.Go();
        CloseInherited();
    }

    private void SetUp(ContainerRecord record)
    {
        ProcessLimits.Apply(ProcessId, Config.Process, _request.Warn);
        if (record.Rdt is { } rdt && Config.Linux?.IntelRdt is { } intelRdt)
        {
            ResctrlGroup group = RdtClass.Make(intelRdt, _request.Id);
            _rollback.Add(() => group.Remove(rdt.IsOwn));
            group.AddTask(ProcessId);
        }

        NetDevices.Move(ProcessId, Config.Linux?.NetDevices);
        _directory!.Write(record with { InitProcessId = ProcessId, InitStartTicks = InitProcess.StartTicks(ProcessId) });
    }

    private void Converse(InitChannel channel)
    {
        while (true)
        {
            (InitMessage message, string text, FileDescriptor? descriptor) = channel.Receive();
            using (descriptor)
            {
                switch (message)
                {
                    case InitMessage.RunHooks:
                        RunHooks();
                        channel.Send(InitMessage.Continue);
                        break;
                    case InitMessage.SeccompListener when descriptor is not null:
                        SeccompListener.Hand(Config, State(ContainerStatus.Creating), ProcessId, descriptor);
                        channel.Send(InitMessage.Continue);
                        break;
                    case InitMessage.Ready:
                        return;
                    case InitMessage.Failed:
                        throw new ContainerException(text);
                    default:
                        throw new ContainerException(
                            $"the container's first process ended with status {Process.WaitForExit()} before it was set up (out of memory?)");
                }
            }
        }
    }

    private void RunHooks()
    {
        ContainerHooks.Run(Config.Hooks?.Prestart, "prestart", State);
        ContainerHooks.Run(Config.Hooks?.CreateRuntime, "createRuntime", State);

        byte[] State() => this.State(ContainerStatus.Creating).ToUtf8();
    }

    private ContainerState State(ContainerStatus status) =>
        ContainerSnapshot.ToState(NewRecord() with { InitProcessId = ProcessId }, status);

    private int ConnectConsole(UnixSocket? console)
    {
        if (console is not null)
        {
            return Inherit(console);
        }

        if (_request.ConsoleSocket is not { } path)
        {
            return -1;
        }

        try
        {
            return Inherit(UnixSocket.Connect(path));
        }
        catch (LinuxException e)
        {
            throw new ContainerException($"--console-socket {path}: {e.Message}", e);
        }
    }

    private int Inherit(FileDescriptor descriptor)
    {
        _inherited.Add(descriptor);
        return descriptor.Number;
    }

    private void Kill()
    {
        Process.Signal(SIGKILL);
        Process.WaitForExit();
    }
}
