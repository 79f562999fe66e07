namespace Caisson.Oci.RuntimeSpec.Validation;

/// <summary>Rules of config-linux.md §Block IO.</summary>
internal static class BlockIORules
{
    internal static void Check(BlockIOResources blockIO, Findings findings)
    {
        Weight(blockIO.Weight, "blockIO.weight", -1, "", findings);
        Weight(blockIO.LeafWeight, "blockIO.leafWeight", -1, "", findings);
        for (int i = 0; i < (blockIO.WeightDevice?.Length ?? 0); i++)
        {
            BlockIOWeightDevice device = blockIO.WeightDevice![i];
            Device(device.Major, device.Minor, "blockIO.weightDevice", i, findings);
            Weight(device.Weight, "blockIO.weightDevice", i, "weight", findings);
            Weight(device.LeafWeight, "blockIO.weightDevice", i, "leafWeight", findings);
        }

        Throttle(blockIO.ThrottleReadBpsDevice, "blockIO.throttleReadBpsDevice", findings);
        Throttle(blockIO.ThrottleWriteBpsDevice, "blockIO.throttleWriteBpsDevice", findings);
        Throttle(blockIO.ThrottleReadIOPSDevice, "blockIO.throttleReadIOPSDevice", findings);
        Throttle(blockIO.ThrottleWriteIOPSDevice, "blockIO.throttleWriteIOPSDevice", findings);
    }

    private static void Weight(ushort? weight, string field, int index, string member, Findings findings)
    {
        // 0 stands for a weight that is not set, as Docker writes it.
        if (weight is { } present && present != 0)
        {
            findings.Range(present, 10, 1000, field, index, member);
        }
    }

    private static void Throttle(BlockIOThrottleDevice[]? devices, string field, Findings findings)
    {
        for (int i = 0; i < (devices?.Length ?? 0); i++)
        {
            Device(devices![i].Major, devices[i].Minor, field, i, findings);
        }
    }

    private static void Device(long major, long minor, string field, int index, Findings findings)
    {
        findings.Range(major, 0, DeviceRules.MaxMajor, field, index, "major");
        findings.Range(minor, 0, DeviceRules.MaxMinor, field, index, "minor");
    }
}
