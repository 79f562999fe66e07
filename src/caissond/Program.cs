using Caisson.Daemon.Configuration;
using Caisson.Engine;
using Caisson.Images;
using Caisson.Linux;
using Caisson.Linux.Descriptors;

namespace Caisson.Daemon;

/// <summary>The entry point.</summary>
internal static class Program
{
    private const int Failure = 1;
    private const int BadOption = 125;

    private static async Task<int> Main(string[] words)
    {
        OptionValues? flags;
        try
        {
            flags = CommandLine.Parse(words);
        }
        catch (ConfigurationException e)
        {
            StandardStreams.WriteError($"{e.Message}\n");
            return BadOption;
        }

        if (flags is null)
        {
            StandardStreams.WriteOutput(CommandLine.Help());
            return 0;
        }

        if (flags.Switch("version"))
        {
            StandardStreams.WriteOutput($"Caisson version {ProgramInfo.Version}, build {ProgramInfo.ShortCommit}\n");
            return 0;
        }

        try
        {
            DaemonSettings settings = DaemonSettings.Load(flags);
            if (flags.Switch("validate"))
            {
                StandardStreams.WriteOutput("configuration OK\n");
                return 0;
            }

            if (!Environment.IsPrivilegedProcess)
            {
                throw new ConfigurationException($"{ProgramInfo.Name} needs to be started with root privileges");
            }

            if (flags.Switch("reset"))
            {
                await EngineReset.RunAsync(
                    settings.Engine, TimeProvider.System, line => StandardStreams.WriteError($"{line}\n")).ConfigureAwait(false);
                return 0;
            }

            using DaemonRun run = new(flags, settings, TimeProvider.System);
            await run.RunAsync().ConfigureAwait(false);
            return 0;
        }
        catch (Exception e) when (e is ConfigurationException or EngineException or ImageException or LinuxException
            or OperationCanceledException)
        {
            StandardStreams.WriteError($"failed to start daemon: {e.Message}\n");
            return Failure;
        }
    }
}
