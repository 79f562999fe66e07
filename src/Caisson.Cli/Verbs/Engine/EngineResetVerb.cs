using Caisson.Cli.Options;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Processes;
using Caisson.Linux.Scheduling;
using Caisson.Linux.Uapi;

namespace Caisson.Cli.Verbs.Engine;

/// <summary><c>engine reset</c>.</summary>
internal sealed class EngineResetVerb : Verb
{
    private readonly EngineFolders _folders = new();
    private readonly SwitchFlag _force = new("force", "Do not prompt for confirmation") { Shorthand = 'f' };

    /// <inheritdoc/>
    internal override string Summary => "Remove every trace of the engine: containers, images, volumes, networks, rules";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "[-- CAISSOND OPTIONS...]";

    /// <inheritdoc/>
    internal override Arity Arity => new(0, null);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [.. _folders.All, _force];

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation)
    {
        const string Warning = "WARNING! This will remove all containers, images, volumes and networks of the engine, and its settings in the kernel.";
        if (!_force.Value && !Confirmation.Ask(invocation, Warning))
        {
            return ExitStatus.Success;
        }

        if (EngineProcess.Find(_folders) is { } pid)
        {
            await EngineProcess.StopAsync(pid).ConfigureAwait(false);
        }

        // What an engine has made only an engine knows: caissond takes it away.
        using FileDescriptor nowhere = FileSystem.Open("/dev/null", OpenFlags.O_RDONLY);
        using RunningProgram program = RunningProgram.Start(
            EngineProcess.Executable(),
            ["caissond", .. _folders.Words, .. invocation.Arguments, "--reset"],
            [$"PATH={Environment.GetEnvironmentVariable("PATH")}"],
            nowhere,
            line => invocation.Streams.WriteErrorLine(line));
        using StreamReader output = new(program.Output);
        while (await output.ReadLineAsync(invocation.Cancellation).ConfigureAwait(false) is { } line)
        {
            invocation.Streams.WriteLine(line);
        }

        return await BlockingThread.RunAsync("engine-end", program.WaitForExit).ConfigureAwait(false);
    }
}
