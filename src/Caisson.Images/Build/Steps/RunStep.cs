using System.Text;
using Caisson.Images.Build.Context;
using Caisson.Images.Build.Dockerfiles;
using Caisson.Images.Build.Dockerfiles.Instructions;
using Caisson.Images.Build.Dockerfiles.Parsing;
using Caisson.Images.Build.Files;
using Caisson.Images.Build.Images;
using Caisson.Images.Build.Stages;
using Caisson.Images.Roots;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build.Steps;

/// <summary>RUN: a command in the sandbox, and the layer that it leaves.</summary>
internal sealed class RunStep
{
    private const string ScriptFolder = "/dev/pipes";
    private const uint ScriptMode = 0b111_101_101;

    private readonly StageBuilder _stage;
    private readonly RunInstruction _instruction;
    private readonly List<RunMount> _mounts = [];
    private readonly (string Name, string Text)? _script;
    private readonly IReadOnlyList<string> _arguments;

    /// <summary>Prepares a command.</summary>
    /// <exception cref="FormatException">A mount is malformed.</exception>
    internal RunStep(StageBuilder stage, RunInstruction instruction)
    {
        _stage = stage;
        _instruction = instruction;
        foreach (string mount in instruction.Mounts)
        {
            _mounts.Add(RunMount.Parse(mount, stage.Expander.Expand));
        }

        if (instruction.Security == "insecure")
        {
            throw new ImageException(ImageErrorKind.Unsupported, "RUN --security=insecure is not supported");
        }

        (CommandLine command, _script) = WithDocuments(instruction);
        _arguments = MetadataStep.Words(command, stage.Defaults);
    }

    private BuildSession Session => _stage.Session;

    private ContainerDefaults Defaults => _stage.Defaults;

    internal async Task ApplyAsync(CancellationToken cancellation)
    {
        IReadOnlyList<string> environment = Defaults.Env ?? [];
        bool IsNew(NameValue v) => !environment.Any(e => MetadataStep.NameOf(e).SequenceEqual(v.Name));
        List<NameValue> all = [.. _stage.Scope.All(isDeclared: false).Where(IsNew)];
        List<NameValue> declared = [.. _stage.Scope.All(isDeclared: true).Where(IsNew)];
        RunMounts mounts = new(_stage, _mounts);
        IReadOnlyList<string> extras = await mounts.ResolveAsync(cancellation).ConfigureAwait(false);
        if (_instruction.Network.Length > 0)
        {
            extras = [.. extras, $"network={_instruction.Network}"];
        }

        if (_script is { } script)
        {
            extras = [.. extras, $"script={script.Text}"];
        }

        CommittedStep step = new(Defaults, CreatedBy(all.Count > 0, declared))
        {
            Extras = extras,
            RunsCommand = true,
            Make = () => RunAsync(mounts, [.. environment, .. all.Select(v => v.ToString())], cancellation),
        };
        await _stage.CommitAsync(step, cancellation).ConfigureAwait(false);
    }

    // Build arguments stand before the command, with their number: no command begins with a vertical bar. The predefined
    // ones are left out, but have Docker write the bar.
    private string CreatedBy(bool hasArguments, List<NameValue> declared)
    {
        string command = string.Join(' ', _arguments);
        return hasArguments
            ? string.Join(' ', [$"|{declared.Count}", .. declared.Select(v => v.ToString()).Order(StringComparer.Ordinal), command])
            : command;
    }

    private async Task<BuiltLayer?> RunAsync(RunMounts mounts, IReadOnlyList<string> environment, CancellationToken cancellation)
    {
        if (_arguments.Count == 0)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, "No command specified");
        }

        string id = StageBuilder.NewId();
        using LayerWorkspace workspace = new(Session, _stage.State);
        if (workspace.LowerFolders.Count >= OverlayMount.LowersMax)
        {
            // What the sandbox mounts over goes between the layers and the changes. Where that is all, they say it themselves.
            Session.RequireRoom(_stage.State);
            throw new ImageException(
                ImageErrorKind.LimitExceeded,
                $"the image has {_stage.State.Layers.Count} layers, which leave no room for a command's own directory: " +
                $"{OverlayMount.LowersMax} are the most that are stacked");
        }

        using RunMountSet mounted = await mounts.PrepareAsync(cancellation).ConfigureAwait(false);
        if (_script is { } script)
        {
            mounted.Add(new BuildMount(ScriptFolder, WriteScript(script), IsReadOnly: true));
        }

        string workingDirectory = Defaults.WorkingDir is { Length: > 0 } given ? given : "/";
        (RunUser user, string stubs, IReadOnlyList<BuildMount> volumes) = await WorkThread
            .RunAsync("build-prepare", () => Prepare(workspace, workingDirectory, mounted.Mounts, cancellation)).ConfigureAwait(false);
        RunRequest request = new()
        {
            Id = id,
            LowerFolders = [stubs, .. workspace.LowerFolders],
            UpperFolder = workspace.UpperFolder,
            WorkFolder = workspace.WorkFolder,
            Arguments = _arguments,
            Environment = WithUser([.. environment, .. mounted.Environment], user, id),
            User = user,
            WorkingDirectory = workingDirectory,
            Mounts = [.. volumes, .. mounted.Mounts],
            Network = _instruction.Network.Length > 0 ? _instruction.Network : Session.Options.Network,
            ExtraHosts = Session.Options.ExtraHosts,
            Limits = Session.Options.Limits,
            Output = _stage.ReportOutput,
        };
        _stage.Report(BuildEventKind.RunStarted, id);
        int exitCode = await Session.Sandbox.RunAsync(request, cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        if (exitCode != 0)
        {
            throw new RunFailedException(_arguments, exitCode);
        }

        _stage.Report(BuildEventKind.RunEnded, id);
        return await WorkThread.RunAsync("build-layer", () => workspace.Commit(cancellation)).ConfigureAwait(false);
    }

    private (RunUser User, string Stubs, IReadOnlyList<BuildMount> Volumes) Prepare(
        LayerWorkspace workspace, string workingDirectory, IReadOnlyList<BuildMount> mounts, CancellationToken cancellation)
    {
        using RootDirectory root = OverlayRoot.OpenReadOnly(workspace.LowerFolders);
        RunUser user = new AccountFiles(root).ParseUser(Defaults.User ?? "");
        RunVolumes volumes = new(Session, root);
        IReadOnlyList<BuildMount> found = volumes.Find(Defaults.Volumes ?? []);
        string folder = Session.Scratch.MakeFolder("stubs");
        new MountStubs(root, folder).Make([.. found, .. mounts]);
        volumes.MakePlaces(found, workspace, cancellation);

        // An image can name a working directory that it does not have; the command's layer gets it then.
        string real = ScopedPath.Resolve(root, workingDirectory, out bool exists);
        if (!exists)
        {
            using RootDirectory writable = workspace.OpenRoot();
            new FileCopier(writable, new CopyAttributes((0, 0), null), cancellation).MakeDirectories(real, (0, 0)).Dispose();
        }

        return (user, folder, volumes.Fill(found, [folder, .. workspace.LowerFolders]));
    }

    private string WriteScript((string Name, string Text) script)
    {
        string folder = Session.Scratch.MakeFolder("script");
        using FileDescriptor directory = FileSystem.Open(folder, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        FileSystem.ChangeMode(directory, ScriptMode);
        using FileDescriptor file = FileSystem.Open(
            script.Name, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, ScriptMode, directory);
        FileSystem.ChangeMode(file, ScriptMode);
        file.WriteAll(Encoding.UTF8.GetBytes(script.Text));
        return folder;
    }

    private static List<string> WithUser(IReadOnlyList<string> environment, RunUser user, string id)
    {
        List<string> result = [.. environment];
        foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)[("HOSTNAME", id[..12]), ("HOME", user.Home)])
        {
            if (!result.Exists(e => MetadataStep.NameOf(e).SequenceEqual(name)))
            {
                result.Add($"{name}={value}");
            }
        }

        return result;
    }

    // A command that is nothing but a document is the document's text: for the shell, or, with #!, a program of its own.
    // Any other command is for the shell together with its documents, which the shell reads itself.
    private static (CommandLine Command, (string Name, string Text)? Script) WithDocuments(RunInstruction run)
    {
        if (run.Heredocs.Count == 0 || !run.Command.IsShellForm)
        {
            return (run.Command, null);
        }

        string line = run.Command.Words[0];
        if (HeredocMarker.TryParse(line) is null)
        {
            string all = string.Concat([line, .. run.Heredocs.Select(d => $"\n{d.Content}{d.Name}")]);
            return (run.Command with { Words = [all] }, null);
        }

        Heredoc document = run.Heredocs[0];
        string text = document.Text();
        string name = CleanPath.Base(document.Name);
        return text.StartsWith("#!", StringComparison.Ordinal) && name is not ("." or ".." or "/")
            ? (run.Command with { Words = [$"{ScriptFolder}/{name}"] }, (name, text))
            : (run.Command with { Words = [text] }, null);
    }
}
