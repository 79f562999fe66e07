using System.Globalization;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Cgroups.Controllers;
using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.DBus;
using Caisson.Linux.Files;

namespace Caisson.Linux.Systemd;

/// <summary>
/// Device rules as DevicePolicy= and DeviceAllow=; systemd.resource-control(5). systemd's own filter stands beside the
/// container's after every reload, and both must allow: so it is told what is allowed, or to have none.
/// </summary>
internal static class UnitDevices
{
    /// <summary>Adds the properties.</summary>
    /// <param name="properties">Where to.</param>
    /// <param name="rules">The rules; what none speaks of is denied.</param>
    /// <param name="isVersion2">
    /// Whether a list that systemd cannot have is left to the container's own filter. On version 1 there is one list for
    /// both, and systemd's would be open without it: there it is the part that can be said.
    /// </param>
    public static void AddTo(List<UnitProperty> properties, IReadOnlyList<CgroupDeviceRule> rules, bool isVersion2)
    {
        DeviceExceptions? state = TryReduce(rules);
        bool isWhole = state is { AllowsByDefault: false };
        var allowed = new List<DBusValue>();
        foreach (CgroupDeviceRule device in state?.Allowed() ?? [])
        {
            if (Node(device) is { } node)
            {
                allowed.Add(DBusValue.Struct(DBusValue.Text(node), DBusValue.Text(device.Access.Letters())));
            }
            else
            {
                isWhole = false;
            }
        }

        bool isStrict = isWhole || (!isVersion2 && state is not { AllowsByDefault: true });
        properties.Add(new UnitProperty("DevicePolicy", isStrict ? "strict" : "auto"));
        properties.Add(new UnitProperty("DeviceAllow", DBusValue.Array("(ss)", isStrict ? allowed : [])));
    }

    // Null where a part of a wider rule is taken back, which no list of what is allowed can say.
    private static DeviceExceptions? TryReduce(IReadOnlyList<CgroupDeviceRule> rules)
    {
        try
        {
            return DeviceExceptions.From(rules);
        }
        catch (CgroupException)
        {
            return null;
        }
    }

    private static string? Node(CgroupDeviceRule device)
    {
        string kind = device.Type == CgroupDeviceType.Block ? "block" : "char";
        return (device.Major, device.Minor) switch
        {
            (null, null) => $"{kind}-*",
            ({ } major, { } minor) => string.Create(CultureInfo.InvariantCulture, $"/dev/{kind}/{major}:{minor}"),
            ({ } major, null) => FindGroup(device.Type, major) is { } group ? $"{kind}-{group}" : null,
            _ => null,
        };
    }

    // A whole driver goes by its name in /proc/devices: "136 pts" below "Character devices:"; proc(5).
    private static string? FindGroup(CgroupDeviceType type, uint major)
    {
        string heading = type == CgroupDeviceType.Block ? "Block devices:" : "Character devices:";
        string number = major.ToString(CultureInfo.InvariantCulture);
        bool isInside = false;
        foreach (string line in FileSystem.ReadAllText("/proc/devices").Split('\n'))
        {
            string entry = line.Trim();
            if (entry.EndsWith(':'))
            {
                isInside = entry == heading;
            }
            else if (isInside && entry.StartsWith(number + " ", StringComparison.Ordinal))
            {
                return entry[(number.Length + 1)..];
            }
        }

        return null;
    }
}
