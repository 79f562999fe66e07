namespace Caisson.Keeping.Protocol;

/// <summary>Lays out and takes apart what the keeper tells of containers and execs.</summary>
internal static class StateMessages
{
    /// <summary>Lays out a state.</summary>
    internal static MessageWriter Write(KeptState state, uint request)
    {
        MessageWriter message = new MessageWriter(MessageKind.State, request)
            .Add(state.ContainerId).Add(state.ExecId).Add(state.ProcessId).Add(state.StartedAt).Add(state.End is not null);
        return state.End is { } end ? message.Add(end.Status).Add(end.IsOutOfMemory).Add(end.At) : message;
    }

    /// <summary>Takes a state apart.</summary>
    internal static KeptState ReadState(ref MessageReader message)
    {
        string id = message.Id();
        string? execId = OrNull(message.Id());
        int processId = message.Int32();
        DateTimeOffset startedAt = message.Time();
        KeptEnd? end = message.Bool()
            ? new KeptEnd(id, execId, message.Int32(), message.Bool(), message.Time())
            : null;
        return new KeptState(id, execId, processId, startedAt, end);
    }

    /// <summary>Lays out an end.</summary>
    internal static MessageWriter Write(KeptEnd end) => new MessageWriter(MessageKind.Ended, 0)
        .Add(end.ContainerId).Add(end.ExecId).Add(end.Status).Add(end.IsOutOfMemory).Add(end.At);

    /// <summary>Takes an end apart.</summary>
    internal static KeptEnd ReadEnd(ref MessageReader message) =>
        new(message.Id(), OrNull(message.Id()), message.Int32(), message.Bool(), message.Time());

    private static string? OrNull(string id) => id.Length == 0 ? null : id;
}
