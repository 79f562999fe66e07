namespace Caisson.Keeping.Protocol;

/// <summary>Where output is written down.</summary>
/// <param name="Kind">How.</param>
/// <param name="Path">The file; empty for none.</param>
/// <param name="MaxBytes">The size at which the next file is begun; 0 for never.</param>
/// <param name="MaxFiles">How many files are kept.</param>
/// <param name="Compresses">Whether older ones are compressed.</param>
/// <param name="Attributes">What each line carries beside its text: a JSON object, or nothing.</param>
public sealed record LogWish(LogKind Kind, string Path, long MaxBytes, int MaxFiles, bool Compresses, string Attributes)
{
    private const int FilesMax = 10_000;

    /// <summary>Adds it to a message.</summary>
    internal void Write(MessageWriter message) => message
        .Add((byte)Kind).Add(Path).Add(MaxBytes).Add(MaxFiles).Add(Compresses).Add(Attributes);

    /// <summary>Takes it from a message.</summary>
    internal static LogWish Read(ref MessageReader message)
    {
        var kind = (LogKind)message.Byte();
        var wish = new LogWish(
            kind,
            message.AbsolutePath(mayBeEmpty: kind == LogKind.None),
            message.Int64(),
            message.Int32(),
            message.Bool(),
            message.Text(KeeperLimits.AttributesBytes));
        return kind <= LogKind.Local && wish.MaxBytes >= 0 && wish.MaxFiles is > 0 and <= FilesMax
            ? wish
            : throw new ProtocolException("settings of a log in a message make no sense");
    }
}
