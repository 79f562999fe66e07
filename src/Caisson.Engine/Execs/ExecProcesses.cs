using Caisson.Engine.Configuration;
using Caisson.Engine.Containers;
using Caisson.Engine.Containers.Lifecycle;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Sandboxes;
using Caisson.Linux.Terminals;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Execs;

/// <summary>The process of an exec: what the container's own has, where nothing else was asked for.</summary>
internal static class ExecProcesses
{
    /// <summary>Makes it. Names of users are looked up in the container as it is now.</summary>
    /// <exception cref="EngineException">There is no such user.</exception>
    internal static async Task<ContainerProcess> MakeAsync(
        ContainerParts parts, ISandbox sandbox, Container container, ExecSettings settings, WindowSize? size, CancellationToken cancellation)
    {
        ContainerRecord record = container.Record;
        LaunchUser user;
        using (SandboxFiles files = await sandbox.OpenFilesAsync(container.Id, parts.Folders.RootOf(record), cancellation).ConfigureAwait(false))
        {
            string name = settings.User is { Length: > 0 } given ? given : record.Config.User;
            user = await BlockingWork.RunAsync(() => LaunchPreparation.FindUser(files.Root, name, record.Host.GroupAdd)).ConfigureAwait(false);
        }

        ContainerProcess process = ExecConfiguration.Make(record, settings.Cmd ?? [], user, parts.Options, settings.Privileged);
        return process with
        {
            Terminal = settings.Tty,
            ConsoleSize = settings.Tty ? SizeOf(settings, size) : null,
            Env = ProcessChoice.Override(ProcessChoice.Environment(record.Config, settings.Tty, []), settings.Env ?? []),
            Cwd = settings.WorkingDir is { Length: > 0 } directory ? directory : process.Cwd,
        };
    }

    private static ConsoleSize? SizeOf(ExecSettings settings, WindowSize? size) =>
        size is { Rows: > 0, Columns: > 0 } given ? new ConsoleSize { Height = given.Rows, Width = given.Columns }
        : settings.ConsoleSize is [> 0 and var rows, > 0 and var columns] ? new ConsoleSize { Height = rows, Width = columns }
        : null;
}
