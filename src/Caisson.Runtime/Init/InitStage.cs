using Caisson.Linux;
using Caisson.Linux.Credentials;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Sockets;
using Caisson.Linux.Uapi;
using Caisson.Oci;

namespace Caisson.Runtime.Init;

/// <summary>
/// The second stage of a container's start: the first process, alone in its namespaces, turns from the runtime's
/// executable into the user's program.
/// </summary>
public static class InitStage
{
    /// <summary>Runs the stage.</summary>
    /// <param name="arguments">The command line behind the verb, as the first stage has made it.</param>
    /// <returns>An exit status; where all goes well, the user's program is executed instead.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        Prctl.SetDumpable(Dumpable.Disabled);
        InitArguments parsed = InitArguments.Parse(arguments);
        using var channel = new InitChannel(new UnixSocket(parsed.Channel));
        bool isReady = false;
        try
        {
            using var initialization = new Initialization(parsed, channel);
            (InitMessage message, _, FileDescriptor? network) = channel.Receive();
            using (network)
            {
                if (message != InitMessage.Continue)
                {
                    return 1;
                }

                if (parsed.EntersCgroups)
                {
                    Arrival.Enter(parsed, network);
                }
            }

            initialization.Prepare();
            channel.Send(InitMessage.Ready);
            isReady = true;
            initialization.AwaitStartAndExecute();
        }
        catch (Exception e) when (e is LinuxException or ContainerException or OciException)
        {
            Report(channel, e.Message, isReady);
        }

        return 1;
    }

    // After the runtime has gone, the container's standard error is the only one who listens.
    private static void Report(InitChannel channel, string message, bool isReady)
    {
        if (!isReady)
        {
            channel.SendFailure(message);
            return;
        }

        StandardStreams.WriteError(message + "\n");
    }
}
