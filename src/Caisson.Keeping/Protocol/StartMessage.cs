namespace Caisson.Keeping.Protocol;

/// <summary>A container to start. Its clients' sockets come along as descriptors.</summary>
public sealed record StartMessage
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Where the runtime keeps containers.</summary>
    public required string Store { get; init; }

    /// <summary>The bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>What its streams are.</summary>
    public StreamSettings Streams { get; init; }

    /// <summary>Whether its cgroup is a unit of systemd's.</summary>
    public bool SystemdCgroup { get; init; }

    /// <summary>Where its output is written down.</summary>
    public required LogWish Log { get; init; }

    /// <summary>What the clients that come along want, in the order of their descriptors.</summary>
    public IReadOnlyList<StreamWish> Attachments { get; init; } = [];

    /// <summary>Lays it out.</summary>
    internal MessageWriter Write(uint request)
    {
        MessageWriter message = new MessageWriter(MessageKind.Start, request)
            .Add(Id).Add(Store).Add(Bundle).Add((byte)Streams).Add(SystemdCgroup);
        Log.Write(message);
        message.Add((byte)Attachments.Count);
        foreach (StreamWish wish in Attachments)
        {
            message.Add((byte)wish);
        }

        return message;
    }

    /// <summary>Takes it apart.</summary>
    internal static StartMessage Read(ref MessageReader message)
    {
        var start = new StartMessage
        {
            Id = message.Id(),
            Store = message.AbsolutePath(),
            Bundle = message.AbsolutePath(),
            Streams = (StreamSettings)message.Byte(),
            SystemdCgroup = message.Bool(),
            Log = LogWish.Read(ref message),
        };
        int count = message.Byte();
        if (count > KeeperLimits.Attachments || start.Id.Length == 0)
        {
            throw new ProtocolException("a container to start has no id, or too many clients");
        }

        var wishes = new StreamWish[count];
        for (int i = 0; i < count; i++)
        {
            wishes[i] = (StreamWish)message.Byte();
        }

        return start with { Attachments = wishes };
    }
}
