using System.Buffers;
using System.IO.Pipelines;

namespace Caisson.Api.Hijacking;

/// <summary>What Kestrel reads from: the connection's input until it is hijacked, then the end.</summary>
/// <param name="inner">The input.</param>
/// <param name="scanner">Looks at what is read.</param>
/// <param name="looked">Called when the scanner has looked.</param>
/// <param name="abort">Ends the connection.</param>
/// <param name="stopping">The engine ends: it does not wait for what a client may still send.</param>
internal sealed class TapReader(PipeReader inner, RequestScanner scanner, Action looked, Action abort, CancellationToken stopping) : PipeReader
{
    private ReadOnlySequence<byte> _last;
    private long _scanned;
    private bool _isHijacked;

    /// <summary>The input itself.</summary>
    internal PipeReader Inner => inner;

    /// <summary>From now on Kestrel reads the end.</summary>
    internal void Hijack() => _isHijacked = true;

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_isHijacked)
        {
            return ValueTask.FromResult(new ReadResult(ReadOnlySequence<byte>.Empty, isCanceled: false, isCompleted: true));
        }

        ValueTask<ReadResult> read = inner.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? ValueTask.FromResult(Look(read.Result)) : AwaitAsync(read);
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        if (_isHijacked)
        {
            result = new ReadResult(ReadOnlySequence<byte>.Empty, isCanceled: false, isCompleted: true);
            return true;
        }

        if (!inner.TryRead(out result))
        {
            return false;
        }

        result = Look(result);
        return true;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_isHijacked)
        {
            return;
        }

        _scanned = Math.Max(0, _scanned - _last.Slice(0, consumed).Length);
        _last = default;
        inner.AdvanceTo(consumed, examined);
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => inner.CancelPendingRead();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private async ValueTask<ReadResult> AwaitAsync(ValueTask<ReadResult> read)
    {
        CancellationTokenRegistration registration = stopping.UnsafeRegister(static abort => ((Action)abort!)(), abort);
        await using (registration.ConfigureAwait(false))
        {
            return Look(await read.ConfigureAwait(false));
        }
    }

    private ReadResult Look(ReadResult result)
    {
        _last = result.Buffer;
        _scanned += scanner.Scan(result.Buffer.Slice(_scanned));
        Interlocked.MemoryBarrier();
        looked();
        return result;
    }
}
