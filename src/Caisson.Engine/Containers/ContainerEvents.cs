using Caisson.Engine.Events;

namespace Caisson.Engine.Containers;

/// <summary>Tells what happens to containers, with what Docker says of them.</summary>
public sealed class ContainerEvents(EventBus bus)
{
    private const string EventType = "container";

    /// <summary>Tells it.</summary>
    /// <param name="container">The container.</param>
    /// <param name="action">What happened.</param>
    /// <param name="more">What belongs to the action.</param>
    public void Publish(Container container, string action, params ReadOnlySpan<(string Name, string Value)> more)
    {
        ArgumentNullException.ThrowIfNull(container);
        Dictionary<string, string> attributes = new(container.Record.Config.Labels ?? [], StringComparer.Ordinal);
        if (container.Record.Config.Image.Length > 0)
        {
            attributes["image"] = container.Record.Config.Image;
        }

        attributes["name"] = container.Name;
        foreach ((string name, string value) in more)
        {
            attributes[name] = value;
        }

        bus.Publish(EventType, action, container.Id, attributes);
    }

    /// <summary>Tells that containers were pruned.</summary>
    internal void PublishPrune(long bytes) => bus.Publish(
        EventType, "prune", "", new Dictionary<string, string> { ["reclaimed"] = bytes.ToString(System.Globalization.CultureInfo.InvariantCulture) });
}
