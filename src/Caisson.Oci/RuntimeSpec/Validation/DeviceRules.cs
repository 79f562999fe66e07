namespace Caisson.Oci.RuntimeSpec.Validation;

/// <summary>Rules of config-linux.md §Devices and §Allowed Device list.</summary>
internal static class DeviceRules
{
    // What dev_t holds in the kernel: 12 and 20 bits. More would silently name another device.
    internal const long MaxMajor = 0xfff;

    internal const long MaxMinor = 0xfffff;

    internal static void Check(LinuxDevice[]? devices, Findings findings)
    {
        for (int i = 0; i < (devices?.Length ?? 0); i++)
        {
            LinuxDevice device = devices![i];
            if (device.Type is DeviceType.All or DeviceType.None)
            {
                findings.Throw(Findings.Path("linux.devices", i, "type"), "must be one of b, c, u, p");
            }

            findings.AbsolutePath(device.Path, "linux.devices", i, "path");
            findings.Range(device.Major, 0, MaxMajor, "linux.devices", i, "major");
            findings.Range(device.Minor, 0, MaxMinor, "linux.devices", i, "minor");
        }
    }

    /// <summary>Rules of the device cgroup.</summary>
    internal static void Check(DeviceRule[]? rules, Findings findings)
    {
        for (int i = 0; i < (rules?.Length ?? 0); i++)
        {
            DeviceRule rule = rules![i];
            if (rule.Type is not (null or DeviceType.All or DeviceType.Block or DeviceType.Character))
            {
                findings.Throw(Findings.Path("devices", i, "type"), "must be one of a, b, c");
            }

            findings.Range(rule.Major ?? -1, -1, MaxMajor, "devices", i, "major");
            findings.Range(rule.Minor ?? -1, -1, MaxMinor, "devices", i, "minor");
            if (rule.Access.AsSpan().ContainsAnyExcept("rwm"))
            {
                findings.Throw(Findings.Path("devices", i, "access"), "must be made of r, w and m");
            }
        }
    }
}
