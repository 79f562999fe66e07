namespace Caisson.Engine.Events;

/// <summary>Tells everybody who wants to know what happens, and remembers the latest of it.</summary>
/// <remarks>Thread: any. All subscribers see all events in the same order.</remarks>
public sealed class EventBus : IDisposable
{
    // dockerd remembers as many.
    private const int Remembered = 256;

    private readonly Lock _lock = new();
    private readonly Queue<EngineEvent> _latest = new();
    private readonly List<EventSubscription> _subscriptions = [];
    private readonly TimeProvider _clock;
    private bool _isClosed;

    /// <summary>Makes a bus.</summary>
    /// <param name="clock">The clock.</param>
    public EventBus(TimeProvider clock)
    {
        _clock = clock;
    }

    /// <summary>How many listen.</summary>
    public int SubscriberCount
    {
        get
        {
            lock (_lock)
            {
                return _subscriptions.Count;
            }
        }
    }

    /// <summary>Tells that something has happened now.</summary>
    /// <param name="type">What kind of object.</param>
    /// <param name="action">What happened to it.</param>
    /// <param name="actorId">The object's id or name.</param>
    /// <param name="attributes">What else is known.</param>
    public void Publish(string type, string action, string actorId, IReadOnlyDictionary<string, string> attributes)
    {
        lock (_lock)
        {
            EngineEvent happened = new(type, action, actorId, attributes, _clock.GetUtcNow());
            _latest.Enqueue(happened);
            if (_latest.Count > Remembered)
            {
                _latest.Dequeue();
            }

            _subscriptions.ForEach(s => s.Offer(happened));
        }
    }

    /// <summary>Subscribes to what happens from now on, after what has happened since some moment, as far as that is
    /// remembered.</summary>
    /// <param name="isWanted">Which events; it is asked under a lock, and must not take long.</param>
    /// <param name="since">The moment; null for this one.</param>
    public EventSubscription Subscribe(Func<EngineEvent, bool> isWanted, DateTimeOffset? since = null)
    {
        EventSubscription subscription = new(this, isWanted);
        lock (_lock)
        {
            if (since is { } moment)
            {
                foreach (EngineEvent happened in _latest.Where(e => e.At >= moment))
                {
                    subscription.Offer(happened);
                }
            }

            if (_isClosed)
            {
                subscription.End();
            }
            else
            {
                _subscriptions.Add(subscription);
            }
        }

        return subscription;
    }

    /// <summary>Ends all subscriptions.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            _subscriptions.ForEach(static s => s.End());
            _subscriptions.Clear();
        }
    }

    internal void Remove(EventSubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions.Remove(subscription);
            subscription.End();
        }
    }
}
