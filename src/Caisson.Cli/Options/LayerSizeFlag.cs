using Caisson.Images;

namespace Caisson.Cli.Options;

/// <summary>The option <c>--max-layer-size</c>: what a layer may unpack to.</summary>
internal sealed class LayerSizeFlag() : VariableFlag<long>(
    OptionName, $"Refuse layers and archives that unpack to more bytes (k, m, g, t: powers of 1024); or {Variable}", Variable,
    ImageLimits.Default.LayerBytes)
{
    /// <summary>Its name, without dashes.</summary>
    internal const string OptionName = "max-layer-size";

    private const string Variable = "CAISSON_MAX_LAYER_SIZE";
    private const int BitsOfGibi = 30;

    // What compression can add to data that does not compress, and more.
    private const long OverheadPart = 16;
    private const long OverheadBytes = 1 << 20;

    /// <inheritdoc/>
    internal override string ValueWord => "bytes";

    /// <summary>What is accepted of images.</summary>
    internal ImageLimits Limits()
    {
        // A layer need not be compressed: what it may unpack to may also come, and hardly more.
        long bytes = Value;
        return bytes == ImageLimits.Default.LayerBytes
            ? ImageLimits.Default
            : ImageLimits.Default with { LayerBytes = bytes, BlobBytes = long.CreateSaturating((Int128)bytes + (bytes / OverheadPart) + OverheadBytes) };
    }

    /// <inheritdoc/>
    protected override long Parse(string text) => ByteSize.TryParse(text, out long bytes) && bytes > 0
        ? bytes
        : throw new FormatException("it is no size such as 20g or 512m");

    /// <inheritdoc/>
    protected override string Format(long value) => $"{value >> BitsOfGibi}g";
}
