using Caisson.Engine.Events;

namespace Caisson.Engine.Tests.Events;

public sealed class EventBusTests
{
    private static readonly Dictionary<string, string> None = [];

    [Fact]
    public void Subscribe_Since_BringsWhatHappenedBefore()
    {
        using EventBus bus = new(TimeProvider.System);
        bus.Publish("container", "create", "a", None);
        bus.Publish("image", "tag", "b", None);

        using EventSubscription all = bus.Subscribe(e => e.Type == "container", DateTimeOffset.UnixEpoch);
        bus.Publish("container", "start", "a", None);

        Assert.Equal(["create", "start"], Read(all));
    }

    [Fact]
    public void Subscribe_ThenDisposed_Ends()
    {
        using EventBus bus = new(TimeProvider.System);
        EventSubscription all = bus.Subscribe(_ => true);
        all.Dispose();
        bus.Publish("container", "create", "a", None);

        Assert.Empty(Read(all));
        Assert.True(all.Events.Completion.IsCompleted);
    }

    [Fact]
    public void Dispose_WithSubscribers_EndsThem()
    {
        EventBus bus = new(TimeProvider.System);
        using EventSubscription all = bus.Subscribe(_ => true);
        bus.Dispose();

        Assert.True(all.Events.Completion.IsCompleted);
        using EventSubscription late = bus.Subscribe(_ => true);
        Assert.True(late.Events.Completion.IsCompleted);
    }

    private static List<string> Read(EventSubscription subscription)
    {
        List<string> actions = [];
        while (subscription.Events.TryRead(out EngineEvent? happened))
        {
            actions.Add(happened.Action);
        }

        return actions;
    }
}
