using Caisson.Engine.Containers.Lifecycle;
using Caisson.Engine.Filtering;
using Caisson.Images.Store;

namespace Caisson.Engine.Containers.Listing;

/// <summary>Removes all containers that do not run.</summary>
public sealed class ContainerPrune(ContainerService service, ImageStore images, TimeProvider clock)
{
    /// <summary>Removes them.</summary>
    /// <param name="filters">label, label!, until.</param>
    /// <param name="cancellation">Ends the work between two containers.</param>
    /// <returns>Their ids, and how many bytes their files had.</returns>
    /// <exception cref="EngineException">A filter is unknown or malformed.</exception>
    public async Task<(IReadOnlyList<string> Ids, long Bytes)> RunAsync(FilterSet filters, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filters);
        filters.Check("label", "label!", "until");
        DateTimeOffset? until = UntilFilter.Parse(filters, clock);
        List<string> ids = [];
        long bytes = 0;
        foreach (Container container in service.Store.All)
        {
            cancellation.ThrowIfCancellationRequested();
            if (container.State.IsRunning || container.State.Status == Model.ContainerStatus.Restarting || container.State.IsGoing
                || (until is { } moment && container.Record.Created >= moment)
                || !filters.FitsLabels("label", container.Record.Config.Labels)
                || (filters.Has("label!") && filters.FitsLabels("label!", container.Record.Config.Labels)))
            {
                continue;
            }

            ContainerSizes sizes = await ContainerSizes.OfAsync(service, images, container, cancellation).ConfigureAwait(false);
            try
            {
                await service.RemoveAsync(container.Id, new RemovalOptions(), cancellation).ConfigureAwait(false);
                ids.Add(container.Id);
                bytes += sizes.Own;
            }
            catch (EngineException)
            {
                // Somebody has started or removed it meanwhile.
            }
        }

        service.Events.PublishPrune(bytes);
        return (ids, bytes);
    }
}
