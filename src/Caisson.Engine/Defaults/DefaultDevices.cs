using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Defaults;

/// <summary>Which devices a container can use: none of the host's but those that belong to nobody; admin-guide/devices.txt
/// of the kernel's documentation has the numbers.</summary>
internal static class DefaultDevices
{
    private const long Memory = 1;
    private const long Terminals = 5;
    private const long PseudoTerminals = 136;

    /// <summary>The rules. Device files of any kind can be made, as CAP_MKNOD says; that does not open them.</summary>
    internal static readonly DeviceRule[] Rules =
    [
        new() { Allow = false, Access = "rwm" },
        new() { Allow = true, Type = DeviceType.Character, Access = "m" },
        new() { Allow = true, Type = DeviceType.Block, Access = "m" },
        Usable(Memory, 3), // null
        Usable(Memory, 5), // zero
        Usable(Memory, 7), // full
        Usable(Memory, 8), // random
        Usable(Memory, 9), // urandom
        Usable(Terminals, 0), // tty
        Usable(Terminals, 1), // console
        Usable(Terminals, 2), // ptmx
        Usable(PseudoTerminals, null),
    ];

    private static DeviceRule Usable(long major, long? minor) =>
        new() { Allow = true, Type = DeviceType.Character, Major = major, Minor = minor, Access = "rwm" };
}
