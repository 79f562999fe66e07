using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups.Controllers;

/// <summary>Version 1's devices controller.</summary>
internal static class DevicesV1
{
    private const string ListFile = "devices.list";

    /// <summary>Brings the cgroup to the state that the rules describe, and makes sure that it is there.</summary>
    public static void Apply(CgroupDirectory directory, IReadOnlyList<CgroupDeviceRule> rules)
    {
        var target = DeviceExceptions.From(rules);
        List<(bool Allow, string Line)> steps = DeviceExceptions.Parse(directory.Read(ListFile)).StepsTo(target);
        if (steps.Count == 0)
        {
            return;
        }

        FileDescriptor? allow = null;
        FileDescriptor? deny = null;
        try
        {
            foreach ((bool isAllow, string line) in steps)
            {
                string file = isAllow ? "devices.allow" : "devices.deny";
                FileDescriptor descriptor = isAllow
                    ? allow ??= directory.OpenFile(file, OpenFlags.O_WRONLY)
                    : deny ??= directory.OpenFile(file, OpenFlags.O_WRONLY);
                Errno errno = CgroupDirectory.WriteOnce(descriptor.Number, line);
                if (errno != Errno.None)
                {
                    throw directory.WriteError(errno, file, line);
                }
            }
        }
        finally
        {
            allow?.Dispose();
            deny?.Dispose();
        }

        // A wall that is not as asked for is worse than none: nobody would look for the hole.
        if (!DeviceExceptions.Parse(directory.Read(ListFile)).Fulfils(target))
        {
            throw new CgroupException(
                $"cgroup: devices: {directory.Join(ListFile)} is not what was asked for (set at resources.devices)");
        }
    }
}
