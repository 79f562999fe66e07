using System.Globalization;
using Caisson.Keeping.Protocol;
using Caisson.Linux;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Sockets;
using Caisson.Oci;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime;
using Caisson.Runtime.Lifecycle;
using Caisson.Runtime.State;

namespace Caisson.Keeping.Launching;

/// <summary>
/// Starts one container or one exec, in a process of its own that ends when it is done: the keeper, which adopts the
/// container's process then, never waits, and keeps nothing of the memory that takes.
/// </summary>
public static class LaunchStage
{
    private const int ProcessBytesMax = 16 << 20;
    private const int StandardStreams = 3;

    /// <summary>Waits for what is to be done, and does it.</summary>
    /// <param name="arguments">The number of the socket to the keeper.</param>
    /// <returns>An exit status.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length != 1 || !int.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return 2;
        }

        using var channel = new UnixSocket(number);
        channel.SetCloseOnExec(true);
        byte[] bytes = new byte[KeeperLimits.MessageBytes];

        WarmUp();
        using ReceivedMessage received = channel.Receive(bytes, StandardStreams);
        if (received.Length == 0 || received.DescriptorCount != StandardStreams)
        {
            // The keeper has ended.
            return 0;
        }

        // What is written to them from here on is the container's output.
        for (int stream = 0; stream < StandardStreams; stream++)
        {
            using FileDescriptor descriptor = received.TakeDescriptor(stream);
            descriptor.DuplicateTo(stream);
        }

        try
        {
            var message = new MessageReader(bytes.AsSpan(0, received.Length));
            Launch(LaunchJob.Read(ref message), channel);
            return 0;
        }
        catch (Exception e)
        {
            channel.Send(LaunchResult.WriteFailure(Describe(e)).Bytes);
            return 1;
        }
    }

    // It may have been started before there is something to do: what will be needed is looked up by then.
    private static void WarmUp()
    {
        try
        {
            CgroupHost.Detect();
        }
        catch (Exception e) when (e is CgroupException or LinuxException)
        {
            // Whoever needs it is told.
        }
    }

    private static void Launch(LaunchJob job, UnixSocket channel)
    {
        var store = new ContainerStore(job.Store);
        if (job.Kind == MessageKind.Start)
        {
            using StartedContainer container = StartedContainer.Start(
                store, new CreateRequest { Id = job.Id, Bundle = job.Path, SystemdCgroup = job.SystemdCgroup }, job.HasTerminal);
            Tell(channel, container.Terminal, new LaunchResult
            {
                ProcessId = container.ProcessId,
                HasOwnProcesses = container.HasOwnProcesses,
                CgroupPaths = Needed(container),
            });
            return;
        }

        using StartedProcess process = StartedProcess.Start(store, new ExecRequest
        {
            Id = job.Id,
            Process = ContainerProcess.Load(FileSystem.ReadAllBytes(job.Path, ProcessBytesMax), job.Path),
        });
        Tell(channel, process.Terminal, new LaunchResult { ProcessId = process.ProcessId });
    }

    // Where the kernel ends the container by itself, its memory is all that the keeper asks about.
    private static Dictionary<string, string> Needed(StartedContainer container)
    {
        var needed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string path) in container.CgroupPaths)
        {
            if (!container.HasOwnProcesses || name is "memory" or "")
            {
                needed[name] = path;
            }
        }

        return needed;
    }

    private static void Tell(UnixSocket channel, FileDescriptor? terminal, LaunchResult result)
    {
        if (terminal is null)
        {
            channel.Send(result.Write().Bytes);
        }
        else
        {
            channel.Send(result.Write().Bytes, terminal);
        }
    }

    private static string Describe(Exception e)
    {
        string text = e is ContainerException or LinuxException or CgroupException or OciException
            ? e.Message
            : $"internal error: {e.GetType()}: {e.Message}";
        return text.TrimEnd().ReplaceLineEndings(" ");
    }
}
