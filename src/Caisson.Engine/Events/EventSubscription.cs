using System.Threading.Channels;

namespace Caisson.Engine.Events;

/// <summary>Somebody who wants to know what happens, until it is disposed.</summary>
public sealed class EventSubscription : IDisposable
{
    // As many as happen in a burst of a thousand containers. Who is further behind is cut off: it would miss some.
    private const int Capacity = 16384;

    private readonly Channel<EngineEvent> _channel = Channel.CreateBounded<EngineEvent>(Capacity);
    private readonly EventBus _bus;
    private readonly Func<EngineEvent, bool> _isWanted;

    internal EventSubscription(EventBus bus, Func<EngineEvent, bool> isWanted)
    {
        _bus = bus;
        _isWanted = isWanted;
    }

    /// <summary>The events, the earliest first; it ends when the engine does, or when the reader is too slow.</summary>
    public ChannelReader<EngineEvent> Events => _channel.Reader;

    /// <inheritdoc/>
    public void Dispose() => _bus.Remove(this);

    internal void Offer(EngineEvent happened)
    {
        if (_isWanted(happened) && !_channel.Writer.TryWrite(happened))
        {
            End();
        }
    }

    internal void End() => _channel.Writer.TryComplete();
}
