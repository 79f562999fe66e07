using Caisson.Linux;
using Caisson.Linux.Credentials;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Netlink;
using Caisson.Linux.Processes;
using Caisson.Linux.Seccomp;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.Init.Root;
using Caisson.Runtime.Programs;

namespace Caisson.Runtime.Init;

/// <summary>The steps of the second stage, in their order.</summary>
internal sealed class Initialization : IDisposable
{
    private const int ConfigBytesMax = 64 << 20;
    private const int FirstDescriptor = 3;

    private readonly InitArguments _arguments;
    private readonly InitChannel _channel;
    private readonly ContainerConfig _config;
    private readonly ContainerProcess _process;
    private readonly SeccompProgram? _seccomp;
    private readonly FileDescriptor _fifo;
    private List<string> _environment = [];
    private string _path = "";

    internal Initialization(InitArguments arguments, InitChannel channel)
    {
        _arguments = arguments;
        _channel = channel;
        _fifo = new FileDescriptor(arguments.Fifo);
        using (var config = new FileDescriptor(arguments.Config))
        {
            _config = ContainerConfig.Load(FileSystem.ReadToEnd(config, "config.json", ConfigBytesMax));
        }

        _process = _config.Process ?? throw new ContainerException("config.json: process: required to create a container");
        if (arguments.Seccomp >= 0)
        {
            using var seccomp = new FileDescriptor(arguments.Seccomp);
            _seccomp = SeccompSetting.Read(seccomp);
        }
    }

    /// <summary>Everything up to the moment when the container is created.</summary>
    internal void Prepare()
    {
        Execution.StartSession();
        if (!_arguments.NoNewKeyring)
        {
            JoinKeyring();
        }

        if (HasNew(NamespaceType.Network))
        {
            Loopback.Up();
        }

        PrepareRoot();
        SetNames();
        _environment = ProcessEnvironment.Build(
            [.. _process.Env ?? [], .. ListenDescriptors.Variables(_arguments.ListenFds)],
            _process.User.Uid,
            ProcessEnvironment.OwnPasswd);
        AssumeIdentity();
        _path = ProgramLookup.Find((_process.Args ?? [])[0], _environment);
    }

    /// <summary>Waits for <c>start</c>, runs the hooks of that moment, and executes the program. Returns only by an error.</summary>
    internal void AwaitStartAndExecute()
    {
        Span<byte> go = stackalloc byte[1];
        _fifo.Read(go);
        ContainerHooks.Run(_config.Hooks?.StartContainer, "startContainer", () => StateForHooks(ContainerStatus.Created));
        Execution.CloseOnExec(FirstDescriptor + _arguments.PreserveFds);
        using var program = new SyscallProgram();
        if (_seccomp is { HasListener: false })
        {
            ProgramIdentity.AddLateSeccomp(program, _process, _seccomp);
            program.RunHere();
        }

        Execution.Execute(_path, _process.Args ?? [], _environment);
    }

    /// <inheritdoc/>
    public void Dispose() => _fifo.Dispose();

    private void PrepareRoot()
    {
        if (!HasNew(NamespaceType.Mount))
        {
            if (!Has(NamespaceType.Mount))
            {
                FileSystem.ChangeRoot(_arguments.Rootfs);
                FileSystem.ChangeDirectory("/");
            }

            WriteKernelSettings(null);
            return;
        }

        using RootFilesystem root = RootFilesystem.Open(_config, _arguments);
        root.Mount();
        if (_config.Hooks is { Prestart.Length: > 0 } or { CreateRuntime.Length: > 0 })
        {
            _channel.Ask(InitMessage.RunHooks);
        }

        ContainerHooks.Run(_config.Hooks?.CreateContainer, "createContainer", () => StateForHooks(ContainerStatus.Creating));
        if (_process.Terminal)
        {
            ContainerConsole.Open(root.Root, _process, _arguments.Console);
        }

        MakeWorkingDirectory(root.Root);
        root.Protect();
        using PrivateProc? proc = NeedsProc ? PrivateProc.Mount() : null;
        root.Enter();
        WriteKernelSettings(proc);
    }

    private void MakeWorkingDirectory(RootDirectory root)
    {
        try
        {
            root.MakeDirectories(_process.Cwd).Dispose();
        }
        catch (LinuxException e)
        {
            throw new ContainerException($"config.json: process.cwd ({_process.Cwd}): {LinuxException.Describe(e.Errno)}", e);
        }
    }

    private bool NeedsProc =>
        _config.Linux?.Sysctl is { Count: > 0 } || _process.ApparmorProfile is { Length: > 0 } || _process.SelinuxLabel is { Length: > 0 };

    private void WriteKernelSettings(PrivateProc? proc)
    {
        if (!NeedsProc)
        {
            return;
        }

        using PrivateProc mounted = proc ?? PrivateProc.Mount();
        foreach ((string name, string value) in _config.Linux?.Sysctl ?? new Dictionary<string, string>())
        {
            mounted.WriteSysctl(name, value);
        }

        mounted.WriteLabels(_process);
    }

    private void SetNames()
    {
        if (_config.Hostname is { Length: > 0 } hostname)
        {
            Execution.SetHostname(hostname);
        }

        if (_config.Domainname is { Length: > 0 } domainname)
        {
            Execution.SetDomainname(domainname);
        }
    }

    private void AssumeIdentity()
    {
        using var program = new SyscallProgram();
        ProgramIdentity.AddMachine(program, _config.Linux);
        program.TryChangeDirectory(_process.Cwd);
        bool canSetGroups = !_arguments.HasUserNamespace || !_arguments.SetGroupsDenied;
        ProgramIdentity.Add(program, _process, _seccomp, canSetGroups);
        if (_seccomp is { HasListener: true })
        {
            // The runtime, which takes the listener, is gone once the container is created.
            ProgramIdentity.AddLateSeccomp(program, _process, _seccomp);
        }

        program.RunHere();
        if (_seccomp is { HasListener: true })
        {
            using var listener = new FileDescriptor(program.SharedResult);
            _channel.Ask(InitMessage.SeccompListener, listener);
        }
    }

    private void JoinKeyring()
    {
        try
        {
            SessionKeyring.LetOwnerSearch(SessionKeyring.Join("_ses." + _arguments.Id));
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOSYS or Errno.EPERM or Errno.EDQUOT)
        {
            // A kernel or an outer sandbox without keyrings: there are no keys to keep apart.
        }
    }

    private byte[] StateForHooks(ContainerStatus status) => ContainerHooks.State(_config, _arguments.Id, _arguments.Bundle, Environment.ProcessId, status);

    private bool Has(NamespaceType type) =>
        Array.Exists(_config.Linux?.Namespaces ?? [], n => n.Type == type);

    private bool HasNew(NamespaceType type) =>
        Array.Exists(_config.Linux?.Namespaces ?? [], n => n.Type == type && string.IsNullOrEmpty(n.Path));
}
