using Caisson.Keeping.Protocol;

namespace Caisson.Keeping.Server;

/// <summary>What the keeper tells engines of what it keeps.</summary>
internal static class Telling
{
    /// <summary>How a process ended; nothing of one that has not.</summary>
    internal static void TellEnd(Connection connection, KeptProcess process)
    {
        if (process.End is { } end)
        {
            connection.Send(StateMessages.Write(end));
        }
    }

    /// <summary>All ends that nobody has acknowledged.</summary>
    internal static void TellEnds(Connection connection, IEnumerable<KeptContainer> containers)
    {
        foreach (KeptContainer container in containers)
        {
            foreach (KeptExec exec in container.Execs.Values)
            {
                TellEnd(connection, exec);
            }

            TellEnd(connection, container);
        }
    }

    /// <summary>All containers that have been started, each followed by its execs.</summary>
    internal static void TellAll(Connection connection, uint request, IEnumerable<KeptContainer> containers)
    {
        foreach (KeptContainer container in containers.Where(static c => c.ProcessId != 0))
        {
            connection.Send(StateMessages.Write(container.State, request));
            foreach (KeptExec exec in container.Execs.Values.Where(static e => e.ProcessId != 0))
            {
                connection.Send(StateMessages.Write(exec.State, request));
            }
        }

        connection.Send(new MessageWriter(MessageKind.Done, request));
    }
}
