namespace Caisson.Keeping.Protocol;

/// <summary>One more process of a container. Its client's socket, if it has one, comes along as a descriptor.</summary>
public sealed record ExecMessage
{
    /// <summary>The container.</summary>
    public required string ContainerId { get; init; }

    /// <summary>The exec.</summary>
    public required string Id { get; init; }

    /// <summary>The file with the process, as in config.json.</summary>
    public required string ProcessFile { get; init; }

    /// <summary>What its streams are.</summary>
    public StreamSettings Streams { get; init; }

    /// <summary>What its client wants; null where there is none.</summary>
    public StreamWish? Attachment { get; init; }

    /// <summary>Lays it out.</summary>
    internal MessageWriter Write(uint request) => new MessageWriter(MessageKind.Exec, request)
        .Add(ContainerId).Add(Id).Add(ProcessFile).Add((byte)Streams).Add(Attachment is not null)
        .Add((byte)(Attachment ?? StreamWish.None));

    /// <summary>Takes it apart.</summary>
    internal static ExecMessage Read(ref MessageReader message)
    {
        var exec = new ExecMessage
        {
            ContainerId = message.Id(),
            Id = message.Id(),
            ProcessFile = message.AbsolutePath(),
            Streams = (StreamSettings)message.Byte(),
        };
        bool isAttached = message.Bool();
        var wish = (StreamWish)message.Byte();
        return exec.Id.Length > 0
            ? exec with { Attachment = isAttached ? wish : null }
            : throw new ProtocolException("an exec has no id");
    }
}
