using Caisson.Linux.Bpf;
using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Descriptors;

namespace Caisson.Linux.Cgroups.Controllers;

/// <summary>Version 2's substitute for the devices controller: a program that decides.</summary>
internal static class DevicesV2
{
    /// <summary>Compiles, loads and attaches it, in place of what was there.</summary>
    public static void Apply(CgroupDirectory directory, IReadOnlyList<CgroupDeviceRule> rules)
    {
        using FileDescriptor program = CgroupDeviceProgram.Load(DeviceFilter.Compile(rules));
        CgroupDeviceProgram.Attach(directory, program);
    }
}
