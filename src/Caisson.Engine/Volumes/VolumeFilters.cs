using Caisson.Engine.Filtering;

namespace Caisson.Engine.Volumes;

/// <summary>Which volumes somebody wants to see; Docker Engine API, VolumeList.</summary>
public sealed class VolumeFilters
{
    private readonly FilterSet _filters;
    private readonly VolumeService _service;
    private readonly bool? _isDangling;

    private VolumeFilters(FilterSet filters, VolumeService service)
    {
        _filters = filters;
        _service = service;
        _isDangling = filters.Switch("dangling");
    }

    /// <summary>Reads filters.</summary>
    /// <param name="filters">dangling, driver, label, name.</param>
    /// <param name="service">Who knows the users of volumes.</param>
    /// <exception cref="EngineException">One is unknown, or its value wrong.</exception>
    public static VolumeFilters Parse(FilterSet filters, VolumeService service)
    {
        ArgumentNullException.ThrowIfNull(filters);
        filters.Check("dangling", "driver", "label", "name");
        return new VolumeFilters(filters, service);
    }

    /// <summary>Whether a volume is wanted.</summary>
    /// <param name="volume">The volume.</param>
    public bool Matches(VolumeRecord volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        return (_isDangling is null || _isDangling == (_service.UsersOf(volume.Name).Count == 0))
            && _filters.IsExactly("driver", volume.Driver)
            && _filters.FitsLabels("label", volume.Labels)
            && (!_filters.Has("name") || _filters.Of("name").Any(n => volume.Name.Contains(n, StringComparison.Ordinal)));
    }
}
