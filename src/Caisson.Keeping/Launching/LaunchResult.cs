using Caisson.Keeping.Protocol;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Sockets;

namespace Caisson.Keeping.Launching;

/// <summary>What came of a launch.</summary>
internal sealed record LaunchResult : IDisposable
{
    private const int CgroupsMax = 64;

    /// <summary>Why it failed; null where it did not.</summary>
    internal string? Failure { get; init; }

    /// <summary>The number of the process.</summary>
    internal int ProcessId { get; init; }

    /// <summary>Whether the kernel ends all processes of the container with its first.</summary>
    internal bool HasOwnProcesses { get; init; }

    /// <summary>The directories of the container's cgroup.</summary>
    internal IReadOnlyDictionary<string, string> CgroupPaths { get; init; } = new Dictionary<string, string>();

    /// <summary>The outer side of the terminal.</summary>
    internal FileDescriptor? Terminal { get; init; }

    /// <summary>Lays a failure out.</summary>
    internal static MessageWriter WriteFailure(string text)
    {
        const int LengthMax = 8 << 10;
        return new MessageWriter(MessageKind.Failed, 0).Add(text.Length > LengthMax ? text[..LengthMax] : text);
    }

    /// <summary>Lays a success out.</summary>
    internal MessageWriter Write()
    {
        MessageWriter message = new MessageWriter(MessageKind.Started, 0)
            .Add(ProcessId).Add(HasOwnProcesses).Add((byte)CgroupPaths.Count);
        foreach ((string name, string path) in CgroupPaths)
        {
            message.Add(name).Add(path);
        }

        return message;
    }

    /// <summary>Takes it apart.</summary>
    internal static LaunchResult Read(ReadOnlySpan<byte> bytes, ReceivedMessage received)
    {
        var message = new MessageReader(bytes);
        if (message.Kind == MessageKind.Failed)
        {
            return new LaunchResult { Failure = message.Text(KeeperLimits.MessageBytes) };
        }

        int processId = message.Int32();
        bool hasOwnProcesses = message.Bool();
        int count = message.Byte();
        if (message.Kind != MessageKind.Started || count > CgroupsMax || processId <= 0)
        {
            throw new ProtocolException("a launcher tells nonsense");
        }

        var cgroups = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            string name = message.Text(KeeperLimits.IdLength);
            cgroups[name] = message.AbsolutePath();
        }

        return new LaunchResult
        {
            ProcessId = processId,
            HasOwnProcesses = hasOwnProcesses,
            CgroupPaths = cgroups,
            Terminal = received.DescriptorCount > 0 ? received.TakeDescriptor(0) : null,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => Terminal?.Dispose();
}
