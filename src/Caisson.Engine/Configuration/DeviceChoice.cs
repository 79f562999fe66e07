using System.Globalization;
using Caisson.Engine.Defaults;
using Caisson.Engine.Settings;
using Caisson.Linux;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Configuration;

/// <summary>Which devices a container has, and which it may use.</summary>
internal static class DeviceChoice
{
    private const string AllAccess = "rwm";
    private const int DepthMax = 8;

    // Of file systems that a container has of its own, and the terminal of whoever started the engine.
    private static readonly string[] Skipped = ["/dev/pts", "/dev/shm", "/dev/fd", "/dev/mqueue", "/dev/console", "/dev/hugepages"];

    /// <summary>The device files, beside those that every container has.</summary>
    /// <exception cref="EngineException">One is not there.</exception>
    internal static LinuxDevice[] Files(HostSettings host)
    {
        List<LinuxDevice> devices = [];
        if (host.Privileged)
        {
            AddAll("/dev", "/dev", devices, 0);
        }

        foreach (DeviceMapping mapping in host.Devices ?? [])
        {
            AddMapping(mapping, devices);
        }

        // The last one of a path wins.
        return [.. devices.GroupBy(d => d.Path).Select(g => g.Last())];
    }

    /// <summary>The rules.</summary>
    internal static DeviceRule[] Rules(HostSettings host)
    {
        if (host.Privileged)
        {
            return [new DeviceRule { Allow = true, Access = AllAccess }];
        }

        List<DeviceRule> rules = [.. DefaultDevices.Rules];
        foreach (DeviceMapping mapping in host.Devices ?? [])
        {
            List<LinuxDevice> devices = [];
            AddMapping(mapping, devices);
            string access = mapping.CgroupPermissions.Length == 0 ? AllAccess : mapping.CgroupPermissions;
            rules.AddRange(devices.Select(d => new DeviceRule
            {
                Allow = true,
                Type = d.Type,
                Major = d.Major,
                Minor = d.Minor,
                Access = access,
            }));
        }

        rules.AddRange((host.DeviceCgroupRules ?? []).Select(ParseRule));
        return [.. rules];
    }

    /// <summary>Reads a rule of the device cgroup: <c>c 7:* rmw</c>.</summary>
    /// <exception cref="EngineException">It is none.</exception>
    internal static DeviceRule ParseRule(string text)
    {
        string[] parts = text.Split(' ');
        string[] numbers = parts is [_, var both, _] ? both.Split(':') : [];
        DeviceType? type = parts[0] switch
        {
            "a" => DeviceType.All,
            "b" => DeviceType.Block,
            "c" => DeviceType.Character,
            _ => null,
        };
        if (type is null || numbers.Length != 2 || !TryNumber(numbers[0], out long? major) || !TryNumber(numbers[1], out long? minor)
            || parts[2].Length is 0 or > 3 || !parts[2].All(c => c is 'r' or 'w' or 'm'))
        {
            throw new EngineException(EngineErrorKind.InvalidParameter, $"invalid device cgroup rule format: '{text}'");
        }

        return new DeviceRule { Allow = true, Type = type, Major = major, Minor = minor, Access = parts[2] };
    }

    private static bool TryNumber(string text, out long? number)
    {
        number = null;
        if (text == "*")
        {
            return true;
        }

        bool isNumber = uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint value);
        number = value;
        return isNumber;
    }

    private static void AddMapping(DeviceMapping mapping, List<LinuxDevice> devices)
    {
        string source = mapping.PathOnHost;
        string target = mapping.PathInContainer.Length == 0 ? source : mapping.PathInContainer;
        if (TryDevice(source, target) is { } device)
        {
            devices.Add(device);
        }
        else if (FileSystem.TryStatus(source) is { IsDirectory: true })
        {
            int before = devices.Count;
            AddAll(source, target, devices, 0);
            if (devices.Count == before)
            {
                throw NotGathered(source, "no devices found in directory");
            }
        }
        else
        {
            throw NotGathered(source, FileSystem.TryStatus(source) is null ? "no such file or directory" : "not a device node");
        }
    }

    private static EngineException NotGathered(string path, string reason) =>
        new(EngineErrorKind.System, $"error gathering device information while adding custom device \"{path}\": {reason}");

    private static void AddAll(string source, string target, List<LinuxDevice> devices, int depth)
    {
        foreach (string path in Entries(source))
        {
            string name = System.IO.Path.GetFileName(path);
            if (Array.IndexOf(Skipped, path) >= 0 || name.StartsWith(".udev", StringComparison.Ordinal))
            {
                continue;
            }

            FileStatus? status = FileSystem.TryStatus(path, followLink: false);
            if (status is { IsDirectory: true } && depth < DepthMax)
            {
                AddAll(path, $"{target}/{name}", devices, depth + 1);
            }
            else if (status is { IsSymbolicLink: false } && TryDevice(path, $"{target}/{name}") is { } device)
            {
                devices.Add(device);
            }
        }
    }

    private static string[] Entries(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Devices come and go, and a folder with them.
            return [];
        }
    }

    private static LinuxDevice? TryDevice(string source, string target)
    {
        FileStatus? found;
        try
        {
            found = FileSystem.TryStatus(source);
        }
        catch (LinuxException)
        {
            return null;
        }

        if (found is not { Kind: StatMode.S_IFCHR or StatMode.S_IFBLK } status)
        {
            return null;
        }

        return new LinuxDevice
        {
            Type = status.Kind == StatMode.S_IFBLK ? DeviceType.Block : DeviceType.Character,
            Path = target,
            Major = status.SpecialDevice.Major,
            Minor = status.SpecialDevice.Minor,
            FileMode = status.Permissions,
            Uid = status.UserId,
            Gid = status.GroupId,
        };
    }
}
