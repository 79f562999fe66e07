using System.Globalization;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Credentials;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.Init;

namespace Caisson.Runtime.Launch;

/// <summary>
/// The container's first process from its clone to its second stage: a list of system calls that puts it into its
/// cgroup and its namespaces and executes the sealed executable. Only what depends on the runtime's part makes it wait
/// before that: id maps, and a number that a second clone gives it. Otherwise the second stage starts up while the
/// runtime does its part, and waits on the channel.
/// </summary>
internal sealed class FirstProcess : IDisposable
{
    private const int FirstDescriptor = 3;

    private readonly SyscallProgram _program = new();
    private readonly NamespacePlan _namespaces;
    private readonly ContainerConfig _config;
    private readonly Pipe _go = new();
    private readonly Pipe _unshared = new();
    private readonly List<IDisposable> _held = [];
    private Child? _child;
    private bool _keepsRights;
    private bool _makesNetworkLater;

    internal FirstProcess(ContainerConfig config, NamespacePlan namespaces)
    {
        _config = config;
        _namespaces = namespaces;
    }

    /// <summary>Its number in the host's PID namespace.</summary>
    internal int ProcessId => _child!.ProcessId;

    /// <summary>The process.</summary>
    internal PidFd Handle => _child!.Handle;

    /// <summary>
    /// Whether the second stage can start up while the runtime makes version 1's cgroups, and enter them then: nobody's
    /// rights but the runtime's are needed for that.
    /// </summary>
    internal bool CanEnterLater => !WaitsBeforeExec;

    /// <summary>Clones it. It goes no further than it can without the runtime.</summary>
    /// <param name="cgroup">Where it belongs, made as far as it must be.</param>
    /// <param name="isMovedLater">Whether somebody else moves it into its version 2 cgroup.</param>
    /// <param name="executable">What to execute.</param>
    /// <param name="arguments">What to tell the second stage.</param>
    /// <param name="inherited">The descriptors that these arguments name.</param>
    internal void Clone(
        CgroupDraft cgroup,
        bool isMovedLater,
        FileDescriptor executable,
        InitArguments arguments,
        IReadOnlyList<FileDescriptor> inherited)
    {
        _program.Close(_go.Writer);
        if (!_namespaces.Creates(CloneFlags.CLONE_NEWUSER))
        {
            // Not where the mappings of a user namespace are to be written: the files of a process that can't be traced
            // belong to root.
            _program.SetUndumpable();
        }

        if (!arguments.EntersCgroups)
        {
            JoinCgroup(cgroup);
        }

        CloneFlags atOnce = EnterNamespaces(
            () => _program.CloseAllBut(FirstDescriptor + arguments.PreserveFds, inherited, _go.Reader, executable));
        if (arguments.EntersCgroups)
        {
            // What is not for children only it makes itself, on another processor than the runtime's; but for the network
            // namespace, which takes longest, and which the runtime makes while the second stage starts up.
            _makesNetworkLater = _namespaces.Creates(CloneFlags.CLONE_NEWNET);
            _program.Unshare(atOnce & ~(CloneFlags.CLONE_NEWPID | CloneFlags.CLONE_NEWNET));
            atOnce &= CloneFlags.CLONE_NEWPID;
        }
        else if (_namespaces.Creates(CloneFlags.CLONE_NEWCGROUP))
        {
            // Now, and not with the clone: the top of the namespace is the cgroup that the process is in at this moment.
            _program.Unshare(CloneFlags.CLONE_NEWCGROUP);
        }

        HideFromTracers();
        _program.ExecuteFile(executable, arguments.ToCommandLine(), []);
        _child = _program.Spawn(atOnce, !isMovedLater && cgroup.OpenDirectory() is { } directory ? Hold(directory) : null);
        _go.Reader.Dispose();
        _unshared.Writer.Dispose();
    }

    /// <summary>Writes the user namespace's mappings, if there is one to be made, and follows the process through its second clone.</summary>
    internal void MapUsers()
    {
        bool isNew = _namespaces.Creates(CloneFlags.CLONE_NEWUSER);
        if (isNew && _namespaces.NeedsSecondClone)
        {
            Span<byte> ready = stackalloc byte[1];
            _unshared.Reader.Read(ready);
        }

        if (isNew)
        {
            UserNamespaceMapping.Write(_child!.ProcessId, _config.Linux?.UidMappings ?? [], _config.Linux?.GidMappings ?? []);
            _go.Writer.WriteAll([0]);
        }

        if (_namespaces.NeedsSecondClone)
        {
            _child!.WaitForSecondClone();
        }
    }

    /// <summary>
    /// Makes the network namespace that the process enters in its second stage; null where it makes its own.
    /// </summary>
    internal FileDescriptor? MakeNetworkNamespace() =>
        _makesNetworkLater ? NetworkNamespace.Make() : null;

    /// <summary>Whether a step before the second stage has failed; <see cref="Go"/> tells which.</summary>
    internal bool HasFailed => _child?.HasFailed == true;

    /// <summary>Lets the process execute its second stage, if it waits for that, and waits until it has.</summary>
    internal void Go()
    {
        if (WaitsBeforeExec)
        {
            _go.Writer.WriteAll([0]);
        }

        _child!.WaitForExec();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _child?.Dispose();
        _program.Dispose();
        _go.Dispose();
        _unshared.Dispose();
        foreach (IDisposable held in _held)
        {
            held.Dispose();
        }
    }

    private FileDescriptor Hold(FileDescriptor descriptor)
    {
        _held.Add(descriptor);
        return descriptor;
    }

    // Once the second stage has made itself undumpable, an ordinary user can't set its limits any more.
    private bool WaitsBeforeExec => _namespaces.NeedsSecondClone || _namespaces.Creates(CloneFlags.CLONE_NEWUSER);

    // On v1 each hierarchy's "tasks" takes "0" for the writer itself, without the lock over all process groups that a
    // write of another process's number takes; on v2 clone3 puts the process there.
    private void JoinCgroup(CgroupDraft cgroup)
    {
        foreach (string tasks in cgroup.JoinPaths)
        {
            _program.WriteTo(tasks, "0");
        }
    }

    private CloneFlags EnterNamespaces(Action closeTheRest)
    {
        CloneFlags created = _namespaces.New & ~CloneFlags.CLONE_NEWCGROUP;
        if (!_namespaces.NeedsSecondClone)
        {
            if (_namespaces.Creates(CloneFlags.CLONE_NEWUSER))
            {
                _program.WaitFor(_go.Reader);
                BecomeRoot();
            }

            closeTheRest();
            if (WaitsBeforeExec)
            {
                _program.WaitFor(_go.Reader);
            }

            return created;
        }

        foreach ((NamespaceType type, FileDescriptor file, string path) in _namespaces.Joined)
        {
            _program.JoinNamespace(file, NamespacePlan.FlagOf(type), path);
        }

        if (_namespaces.Creates(CloneFlags.CLONE_NEWUSER))
        {
            _program.Unshare(CloneFlags.CLONE_NEWUSER);
            _program.Write(_unshared.Writer, "u", "to the runtime");
            _program.WaitFor(_go.Reader);
            BecomeRoot();
        }
        else if (_namespaces.Joins(NamespaceType.User))
        {
            BecomeRoot();
        }

        if (_namespaces.Creates(CloneFlags.CLONE_NEWTIME))
        {
            _program.Unshare(CloneFlags.CLONE_NEWTIME);
            SetTimeOffsets();
        }

        closeTheRest();
        _program.CloneAgain(created & ~(CloneFlags.CLONE_NEWUSER | CloneFlags.CLONE_NEWTIME));
        _program.WaitFor(_go.Reader);
        return CloneFlags.None;
    }

    // The user that clone3 leaves is not mapped in most namespaces; user 0 in it keeps all rights across execve. Where
    // nobody is user 0, the first user that is mapped keeps them as ambient rights.
    private void BecomeRoot()
    {
        uint user = FirstMapped(_config.Linux?.UidMappings);
        _program.SetGroups([]);
        _program.LastMayFail();
        _program.SetGroup(FirstMapped(_config.Linux?.GidMappings));
        _program.SetUser(user);
        _keepsRights = user != 0;
    }

    private static uint FirstMapped(IdMapping[]? mappings)
    {
        if (mappings is not { Length: > 0 } || Array.Exists(mappings, static m => m.ContainerID == 0))
        {
            return 0;
        }

        return mappings[0].ContainerID;
    }

    // time_namespaces(7), timens_offsets: "CLOCK SECONDS NANOSECONDS", a line a clock.
    private void SetTimeOffsets()
    {
        foreach ((string clock, TimeOffset offset) in _config.Linux?.TimeOffsets ?? new Dictionary<string, TimeOffset>())
        {
            _program.WriteTo(
                "/proc/self/timens_offsets",
                string.Create(CultureInfo.InvariantCulture, $"{clock} {offset.Secs} {offset.Nanosecs}\n"));
        }
    }

    // The executable can be executed but not read by anyone without these two rights; a process that executes what it
    // can't read is hidden from tracers from birth. The right comes back with execve, as user 0.
    private void HideFromTracers()
    {
        ulong all = Capabilities.KernelMask();
        ulong readAnything = Capabilities.Mask(Capability.CAP_DAC_OVERRIDE) | Capabilities.Mask(Capability.CAP_DAC_READ_SEARCH);
        _program.SetCapabilities(all & ~readAnything, all, _keepsRights ? all : 0);
        _program.LastMayFail();
        if (_keepsRights)
        {
            _program.SetAmbient(all);
        }
    }
}
