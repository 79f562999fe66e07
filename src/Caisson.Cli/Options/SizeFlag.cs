using Caisson.Images;

namespace Caisson.Cli.Options;

/// <summary>An option with a number of bytes: <c>512m</c>.</summary>
internal sealed class SizeFlag(string name, string description) : Flag(name, description)
{
    /// <summary>Whether -1 stands for no limit.</summary>
    internal bool MayBeUnlimited { get; init; }

    /// <summary>Bytes; null where none are given.</summary>
    internal long? Value { get; private set; }

    /// <inheritdoc/>
    internal override string ValueWord => "bytes";

    /// <inheritdoc/>
    protected override void Accept(string value) => Value =
        MayBeUnlimited && value == "-1" ? -1
        : ByteSize.TryParse(value, out long bytes) ? bytes
        : throw new FormatException($"invalid size: '{value}'");
}
