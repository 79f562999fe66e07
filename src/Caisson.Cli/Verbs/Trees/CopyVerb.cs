using Caisson.Cli.Client;
using Caisson.Cli.Copies;
using Caisson.Cli.Options;
using Caisson.Formatting.Text;
using Caisson.Linux.Files;
using Caisson.Linux.Scheduling;

namespace Caisson.Cli.Verbs.Trees;

/// <summary><c>container cp</c>.</summary>
internal sealed class CopyVerb : EngineVerb
{
    private const string Standard = "-";

    private readonly SwitchFlag _archive = new("archive", "Archive mode (copy all uid/gid information)") { Shorthand = 'a' };
    private readonly SwitchFlag _followLink = new("follow-link", "Always follow symbol link in SRC_PATH") { Shorthand = 'L' };
    private readonly SwitchFlag _quiet = new(
        "quiet", "Suppress progress output during copy. Progress output is automatically suppressed if no terminal is attached")
    { Shorthand = 'q' };

    /// <inheritdoc/>
    internal override string Summary => "Copy files/folders between a container and the local filesystem";

    /// <inheritdoc/>
    internal override string Description => Summary
        + "\n\nUse '-' as the source to read a tar archive from stdin\nand extract it to a directory destination in a container.\n"
        + "Use '-' as the destination to stream a tar archive of a\ncontainer source to stdout.";

    /// <inheritdoc/>
    internal override string ArgumentsUsage =>
        $"CONTAINER:SRC_PATH DEST_PATH|-\n\t{ProgramInfo.Name} cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH";

    /// <inheritdoc/>
    internal override Arity Arity => new(2, 2);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_archive, _followLink, _quiet];

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        if (invocation.Arguments.FirstOrDefault(string.IsNullOrEmpty) is not null)
        {
            throw new ArgumentFault($"{(invocation.Arguments[0].Length == 0 ? "source" : "destination")} can not be empty");
        }

        (string? from, string source) = Split(invocation.Arguments[0]);
        (string? to, string target) = Split(invocation.Arguments[1]);
        if (from is not null && to is not null)
        {
            throw new ArgumentFault("copying between containers is not supported");
        }

        if (from is not null)
        {
            await TakeAsync(invocation, new ContainerArchive(client, from, invocation.Cancellation), from, source, target).ConfigureAwait(false);
        }
        else
        {
            string container = to ?? throw new ArgumentFault("must specify at least one container source");
            await GiveAsync(invocation, new ContainerArchive(client, container, invocation.Cancellation), source, container, target).ConfigureAwait(false);
        }

        return ExitStatus.Success;
    }

    // A path with a colon in it begins with a slash or a point.
    private static (string? Container, string Path) Split(string argument)
    {
        int colon = argument.StartsWith('/') || argument.StartsWith('.') ? -1 : argument.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (null, argument) : (argument[..colon], argument[(colon + 1)..]);
    }

    private async Task TakeAsync(Invocation invocation, ContainerArchive container, string name, string source, string target)
    {
        CopyPlace written = new(source, Exists: true, IsFolder: false);
        string path = source;
        if (_followLink.Value)
        {
            CopyPlace found = await container.FindAsync(CopyPlace.Absolute(source, "/"), followsLinks: true).ConfigureAwait(false);
            path = found.Exists ? found.Path : source;
        }

        CopyPlace local = Local(CopyPlace.Absolute(target, Environment.CurrentDirectory), followsLinks: true);
        if (target != Standard && !local.Exists && !Directory.Exists(local.Folder))
        {
            throw new ArgumentFault($"invalid output path: directory \"{local.Folder}\" does not exist");
        }

        (HttpResponseMessage response, CopyPlace place) = await container.GetAsync(path).ConfigureAwait(false);
        using HttpResponseMessage answer = response;
        Stream archive = await response.Content.ReadAsStreamAsync(invocation.Cancellation).ConfigureAwait(false);
        if (target == Standard)
        {
            using Stream output = invocation.Streams.OpenOutput();
            await archive.CopyToAsync(output, invocation.Cancellation).ConfigureAwait(false);
            return;
        }

        CopyPlan plan = CopyPlan.Of(place, place.Name, local);

        // A link that was followed gives what it leads to its own name.
        plan = plan.To == place.Name && _followLink.Value ? plan with { To = new CopyPlace(CopyPlace.Absolute(written.Path, "/"), true, false).Name } : plan;
        CountingStream counting = new(archive);
        await BlockingThread.RunAsync("copy", () =>
        {
            using RootDirectory root = RootDirectory.Open(plan.Folder);
            new TreeReceiver(root, plan, _archive.Value).Receive(counting);
            return true;
        }).ConfigureAwait(false);
        Report(invocation, counting.Count, Path.GetFullPath(target));
    }

    private async Task GiveAsync(Invocation invocation, ContainerArchive container, string source, string name, string target)
    {
        CopyPlace place = await container.FindAsync(CopyPlace.Absolute(target, "/"), followsLinks: true).ConfigureAwait(false);
        if (source == Standard)
        {
            if (!place.IsFolder)
            {
                throw new ArgumentFault($"destination \"{name}:{target}\" must be a directory");
            }

            using Stream input = invocation.Streams.OpenInput();
            await container.PutAsync(place.Path, input.CopyTo, _archive.Value).ConfigureAwait(false);
            return;
        }

        CopyPlace local = Local(CopyPlace.Absolute(source, Environment.CurrentDirectory), _followLink.Value);
        if (!local.Exists)
        {
            throw new ArgumentFault($"lstat {local.Path}: no such file or directory");
        }

        string archiveName = new CopyPlace(CopyPlace.Absolute(source, Environment.CurrentDirectory), true, local.IsFolder).Name;
        CopyPlan plan = CopyPlan.Of(local, archiveName, place);
        long count = 0;
        await container.PutAsync(
            plan.Folder,
            archive =>
            {
                TreeSender sender = new(archive);
                sender.Send(local.Folder, local.Name, plan.To);
                count = sender.ContentBytes;
            },
            _archive.Value).ConfigureAwait(false);
        Report(invocation, count, $"{name}:{target}");
    }

    private static CopyPlace Local(string path, bool followsLinks)
    {
        string plain = path.EndsWith("/.", StringComparison.Ordinal) ? path[..^1] : path;
        FileStatus? status = FileSystem.TryStatus(plain, followsLinks || plain.EndsWith('/'));
        string whole = (followsLinks || path.EndsWith('/')) && status is not null && new FileInfo(path.TrimEnd('/')).ResolveLinkTarget(returnFinalTarget: true) is { } final
            ? final.FullName
            : path;
        return new CopyPlace(whole, status is not null, status?.IsDirectory ?? false);
    }

    private void Report(Invocation invocation, long bytes, string where)
    {
        if (!_quiet.Value && invocation.Streams.ErrorIsTerminal)
        {
            invocation.Streams.WriteErrorLine($"Successfully copied {HumanSize.Of(bytes, 3)} to {where}");
        }
    }
}
