using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Caisson.Cli.Options;
using Caisson.Images;

namespace Caisson.Cli.Settings.Values;

/// <summary>Values of the options about devices.</summary>
internal static partial class DeviceSpec
{
    private const string AllAccess = "rwm";

    /// <summary>Reads a value of <c>--device</c>: <c>HOST[:CONTAINER][:rwm]</c>.</summary>
    /// <exception cref="FormatException">It is wrong.</exception>
    internal static JsonObject Device(string value)
    {
        string[] parts = value.Split(':');
        if (parts.Length > 3 || parts[0].Length == 0)
        {
            throw new FormatException($"bad format for path: {value}");
        }

        if (parts.Length == 3 && !IsAccess(parts[2]))
        {
            throw new FormatException($"bad mode specified: {parts[2]}");
        }

        bool hasTarget = parts.Length > 1 && (parts.Length == 3 || !IsAccess(parts[1]));
        string target = hasTarget ? parts[1] : parts[0];
        return target.StartsWith('/')
            ? new JsonObject
            {
                ["PathOnHost"] = parts[0],
                ["PathInContainer"] = target,
                ["CgroupPermissions"] = parts.Length == 1 || (parts.Length == 2 && hasTarget) ? AllAccess : parts[^1],
            }
            : throw new FormatException($"{target} is not an absolute path");
    }

    /// <summary>Looks at a value of <c>--device-cgroup-rule</c>.</summary>
    /// <exception cref="FormatException">It is wrong.</exception>
    internal static void CheckRule(string value)
    {
        if (!Rule().IsMatch(value))
        {
            throw new FormatException($"invalid device cgroup format '{value}'");
        }
    }

    /// <summary>Reads a value of <c>--device-read-bps</c> and its like: <c>PATH:RATE</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="isBytes">Whether the rate is one of bytes, with a unit.</param>
    /// <exception cref="FormatException">It is wrong.</exception>
    internal static JsonObject Throttle(string value, bool isBytes)
    {
        (string path, string rate) = Path(value);
        long number = 0;
        bool isRate = isBytes ? ByteSize.TryParse(rate, out number) : ulong.TryParse(rate, out ulong whole) && (number = long.CreateSaturating(whole)) >= 0;
        return isRate && number >= 0
            ? new JsonObject { ["Path"] = path, ["Rate"] = number }
            : throw new FormatException(
                $"invalid rate for device: {value}. The correct format is <device-path>:<number>"
                + (isBytes ? "[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb"
                    : ". Number must be a positive integer"));
    }

    /// <summary>Reads a value of <c>--blkio-weight-device</c>: <c>PATH:WEIGHT</c>.</summary>
    /// <exception cref="FormatException">It is wrong.</exception>
    internal static JsonObject Weight(string value)
    {
        (string path, string text) = Path(value);
        return ushort.TryParse(text, out ushort weight) && weight is 0 or (>= 10 and <= 1000)
            ? new JsonObject { ["Path"] = path, ["Weight"] = weight }
            : throw new FormatException($"invalid weight for device: {value}");
    }

    /// <summary>Reads a value of <c>--ulimit</c>: <c>NAME=SOFT[:HARD]</c>.</summary>
    /// <exception cref="FormatException">It is wrong.</exception>
    internal static JsonObject Ulimit(string value)
    {
        string[] sides = value.Split('=', 2);
        string[] limits = sides.Length == 2 ? sides[1].Split(':') : throw new FormatException($"invalid ulimit argument: {value}");
        if (!UlimitNames.Contains(sides[0]))
        {
            throw new FormatException($"invalid ulimit type: {sides[0]}");
        }

        if (limits.Length > 2)
        {
            throw new FormatException($"too many limit value arguments - {sides[1]}, can only have up to two, `soft[:hard]`");
        }

        long hard = WholeFlag.Parse(limits[^1]);
        long soft = WholeFlag.Parse(limits[0]);
        return soft == -1 && hard != -1 ? throw new FormatException(
                $"ulimit soft limit must be less than or equal to hard limit: soft: -1 (unlimited), hard: {hard}")
            : hard != -1 && soft > hard ? throw new FormatException(
                $"ulimit soft limit must be less than or equal to hard limit: {soft} > {hard}")
            : new JsonObject { ["Name"] = sides[0], ["Soft"] = soft, ["Hard"] = hard };
    }

    private static readonly string[] UlimitNames =
    [
        "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack",
    ];

    private static bool IsAccess(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExcept(AllAccess) && text.Distinct().Count() == text.Length;

    private static (string Path, string Value) Path(string value)
    {
        int colon = value.IndexOf(':', StringComparison.Ordinal);
        return colon <= 0 || colon + 1 == value.Length ? throw new FormatException($"bad format: {value}")
            : value.StartsWith("/dev/", StringComparison.Ordinal) ? (value[..colon], value[(colon + 1)..])
            : throw new FormatException($"bad format for device path: {value}");
    }

    [GeneratedRegex(@"^[acb] ([0-9]+|\*):([0-9]+|\*) [rwm]{1,3}$")]
    private static partial Regex Rule();
}
