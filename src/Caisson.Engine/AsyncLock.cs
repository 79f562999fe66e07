using System.Threading.Channels;

namespace Caisson.Engine;

/// <summary>Lets one at a time through, in the order in which they came; nobody's thread waits.</summary>
internal sealed class AsyncLock
{
    // A queue with one place: who is in it holds the lock.
    private readonly Channel<bool> _place = Channel.CreateBounded<bool>(1);

    /// <summary>Waits for the lock.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Gives it back when it is disposed.</returns>
    internal async Task<IDisposable> TakeAsync(CancellationToken cancellation)
    {
        await _place.Writer.WriteAsync(true, cancellation).ConfigureAwait(false);
        return new Hold(_place.Reader);
    }

    private sealed class Hold(ChannelReader<bool> place) : IDisposable
    {
        private ChannelReader<bool>? _place = place;

        public void Dispose() => Interlocked.Exchange(ref _place, null)?.TryRead(out _);
    }
}
