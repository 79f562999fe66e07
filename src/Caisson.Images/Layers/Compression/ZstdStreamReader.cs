using Caisson.Images.Layers.Buffers;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Caisson.Images.Layers.Compression;

/// <summary>
/// Decompresses a zstd file of any number of frames, skippable ones among them. A file that is cut off, damaged, or goes
/// on with something else is an error, and so is a frame that asks for more memory than the limit.
/// </summary>
internal sealed class ZstdStreamReader : ReadOnlyStream
{
    private readonly DecompressionStream _frames;
    private readonly int _windowLog;

    /// <summary>Decompresses what a source has.</summary>
    internal ZstdStreamReader(ByteSource source, ImageLimits limits)
    {
        _windowLog = limits.ZstdWindowLog;
        _frames = new DecompressionStream(new SourceStream(source), checkEndOfStream: true, leaveOpen: false);
        _frames.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, _windowLog);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return _frames.Read(buffer);
        }
        catch (EndOfStreamException e)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, "zstd: the data is cut off", e);
        }
        catch (ZstdException e) when (e.Code == ZSTD_ErrorCode.ZSTD_error_frameParameter_windowTooLarge)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded,
                $"zstd: the window is larger than 2^{_windowLog} bytes, which are the most that is accepted",
                e)
            {
                Limit = nameof(ImageLimits.ZstdWindowLog),
            };
        }
        catch (ZstdException e)
        {
            throw new ImageException(
                ImageErrorKind.InvalidContent, "zstd: the data is damaged, or something else follows it", e);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _frames.Dispose();
        base.Dispose(disposing);
    }
}
