using System.IO.Pipelines;

namespace Caisson.Api.Hijacking;

/// <summary>What Kestrel writes to: the connection's output until it is hijacked, then nowhere.</summary>
internal sealed class TapWriter(PipeWriter inner) : PipeWriter
{
    private const int ScratchBytes = 4096;

    private byte[]? _scratch;
    private bool _isHijacked;

    /// <summary>The output itself.</summary>
    internal PipeWriter Inner => inner;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    /// <inheritdoc/>
    public override long UnflushedBytes => _isHijacked ? 0 : inner.UnflushedBytes;

    /// <summary>From now on what Kestrel writes goes nowhere.</summary>
    internal void Hijack() => _isHijacked = true;

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        if (!_isHijacked)
        {
            inner.Advance(bytes);
        }
    }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) =>
        _isHijacked ? Scratch(sizeHint) : inner.GetMemory(sizeHint);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => _isHijacked ? Scratch(sizeHint) : inner.GetSpan(sizeHint);

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        _isHijacked ? ValueTask.FromResult(default(FlushResult)) : inner.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private byte[] Scratch(int sizeHint)
    {
        if (_scratch is null || _scratch.Length < sizeHint)
        {
            _scratch = new byte[Math.Max(sizeHint, ScratchBytes)];
        }

        return _scratch;
    }
}
