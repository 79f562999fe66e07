namespace Caisson.Linux.Resctrl;

/// <summary>What a class of service is to have, as config.json gives it.</summary>
public sealed record ResctrlSchema
{
    /// <summary>The line of the L3 cache: <c>L3:0=ff;1=f0</c>.</summary>
    public string? L3Cache { get; init; }

    /// <summary>The line of memory bandwidth: <c>MB:0=50;1=70</c>.</summary>
    public string? MemoryBandwidth { get; init; }

    /// <summary>Lines of any resource.</summary>
    public IReadOnlyList<string>? Others { get; init; }

    /// <summary>Refuses what the hardware does not have.</summary>
    /// <exception cref="ResctrlException">One of the two.</exception>
    public void Check(ResctrlHost host)
    {
        if (!string.IsNullOrEmpty(L3Cache) && !host.HasCache)
        {
            throw new ResctrlException("l3CacheSchema is specified in config, but Intel RDT/CAT is not enabled (no info/L3 in " + host.MountPoint + ")");
        }

        if (!string.IsNullOrEmpty(MemoryBandwidth) && !host.HasMemoryBandwidth)
        {
            throw new ResctrlException("memBwSchema is specified in config, but Intel RDT/MBA is not enabled (no info/MB in " + host.MountPoint + ")");
        }
    }

    /// <summary>The lines to write.</summary>
    internal List<string> Lines() => ResctrlSchemata.Combine(L3Cache, MemoryBandwidth, Others);
}
