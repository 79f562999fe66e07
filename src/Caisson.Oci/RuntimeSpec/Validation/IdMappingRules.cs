namespace Caisson.Oci.RuntimeSpec.Validation;

/// <summary>Rules of config-linux.md §User namespace mappings, and of the kernel for them
/// (user_namespaces(7)).</summary>
internal static class IdMappingRules
{
    // UID_GID_MAP_MAX_EXTENTS, since Linux 4.15.
    private const int MaxExtents = 340;

    internal static void Check(IdMapping[] mappings, string field, Findings findings)
    {
        if (mappings.Length > MaxExtents)
        {
            findings.Throw(field, $"has {mappings.Length} entries, more than the kernel's {MaxExtents}");
        }

        for (int i = 0; i < mappings.Length; i++)
        {
            IdMapping mapping = mappings[i];
            if (mapping.Size == 0)
            {
                findings.Throw(Findings.Path(field, i, "size"), "must not be 0");
            }

            // 4294967295 is -1, no id: a range ends below it.
            long containerEnd = (long)mapping.ContainerID + mapping.Size;
            long hostEnd = (long)mapping.HostID + mapping.Size;
            findings.Range(containerEnd, 1, uint.MaxValue, field, i, "containerID plus size");
            findings.Range(hostEnd, 1, uint.MaxValue, field, i, "hostID plus size");
            for (int j = 0; j < i; j++)
            {
                if (Overlap(mapping.ContainerID, mappings[j].ContainerID, mapping.Size, mappings[j].Size))
                {
                    Throw(field, i, "containerID", j, findings);
                }

                if (Overlap(mapping.HostID, mappings[j].HostID, mapping.Size, mappings[j].Size))
                {
                    Throw(field, i, "hostID", j, findings);
                }
            }
        }
    }

    /// <summary>Whether an id of the container has one outside.</summary>
    internal static bool Covers(IdMapping[] mappings, uint id)
    {
        foreach (IdMapping mapping in mappings)
        {
            if (id >= mapping.ContainerID && id - mapping.ContainerID < mapping.Size)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Overlap(uint first, uint second, uint firstSize, uint secondSize) =>
        first < (long)second + secondSize && second < (long)first + firstSize;

    private static void Throw(string field, int index, string member, int other, Findings findings) =>
        findings.Throw(
            Findings.Path(field, index, member),
            $"the range overlaps that of entry {other}");
}
