using System.Globalization;

namespace Caisson.Linux.Cgroups.Statistics;

/// <summary>Reads block I/O statistics.</summary>
internal static class BlockIoStatsReader
{
    private const string ServicedRecursive = "io_serviced_recursive";
    private const string ServiceBytesRecursive = "io_service_bytes_recursive";

    /// <summary>
    /// Version 1: BFQ's tables, CFQ's, or those of throttling, whichever the kernel fills, in runc's order.
    /// </summary>
    public static CgroupBlockIoStats ReadV1(CgroupDirectory directory)
    {
        foreach (string scheduler in (ReadOnlySpan<string>)["blkio.bfq.", "blkio."])
        {
            List<CgroupBlockIoEntry> sectors = Read(directory, scheduler + "sectors_recursive");
            List<CgroupBlockIoEntry> serviced = Read(directory, scheduler + ServicedRecursive);
            if (sectors.Count > 0 || serviced.Count > 0)
            {
                return new CgroupBlockIoStats
                {
                    Sectors = sectors,
                    Serviced = serviced,
                    ServiceBytes = Read(directory, scheduler + ServiceBytesRecursive),
                    ServiceTime = Read(directory, scheduler + "io_service_time_recursive"),
                    WaitTime = Read(directory, scheduler + "io_wait_time_recursive"),
                    Merged = Read(directory, scheduler + "io_merged_recursive"),
                    Queued = Read(directory, scheduler + "io_queued_recursive"),
                    Time = Read(directory, scheduler + "time_recursive"),
                };
            }
        }

        List<CgroupBlockIoEntry> throttled = Read(directory, "blkio.throttle." + ServicedRecursive);
        return throttled.Count > 0
            ? new() { Serviced = throttled, ServiceBytes = Read(directory, "blkio.throttle." + ServiceBytesRecursive) }
            : new()
            {
                Serviced = Read(directory, "blkio.throttle.io_serviced"),
                ServiceBytes = Read(directory, "blkio.throttle.io_service_bytes"),
            };
    }

    /// <summary>Version 2, in version 1's tables.</summary>
    public static CgroupBlockIoStats ReadV2(CgroupDirectory directory)
    {
        (List<CgroupBlockIoEntry> bytes, List<CgroupBlockIoEntry> operations) =
            ParseV2(directory.TryRead("io.stat", out _));
        return new CgroupBlockIoStats { ServiceBytes = bytes, Serviced = operations };
    }

    /// <summary>Lines like <c>8:0 Read 1282048</c> or <c>8:0 6792</c>; <c>Total N</c> is left out.</summary>
    public static List<CgroupBlockIoEntry> ParseV1(ReadOnlySpan<char> text)
    {
        var result = new List<CgroupBlockIoEntry>();
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            int first = line.IndexOf(' ');
            int last = line.LastIndexOf(' ');
            if (first > 0 && TryDevice(line[..first], out ulong major, out ulong minor))
            {
                string operation = last > first ? line[(first + 1)..last].ToString() : "";
                result.Add(new CgroupBlockIoEntry(major, minor, operation, CgroupNumber.Parse(line[(last + 1)..])));
            }
        }

        return result;
    }

    /// <summary>Lines like <c>8:0 rbytes=1459200 wbytes=314773504 rios=192 wios=353 dbytes=0 dios=0</c>.</summary>
    public static (List<CgroupBlockIoEntry> Bytes, List<CgroupBlockIoEntry> Operations) ParseV2(ReadOnlySpan<char> text)
    {
        var bytes = new List<CgroupBlockIoEntry>();
        var operations = new List<CgroupBlockIoEntry>();
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            int space = line.IndexOf(' ');
            if (space < 0 || !TryDevice(line[..space], out ulong major, out ulong minor))
            {
                continue;
            }

            ReadOnlySpan<char> terms = line[(space + 1)..];
            foreach (Range range in terms.Split(' '))
            {
                ReadOnlySpan<char> term = terms[range];
                int equals = term.IndexOf('=');
                if (equals < 0)
                {
                    continue;
                }

                ulong value = CgroupNumber.Parse(term[(equals + 1)..]);
                switch (term[..equals])
                {
                    case "rbytes": bytes.Add(new(major, minor, "Read", value)); break;
                    case "wbytes": bytes.Add(new(major, minor, "Write", value)); break;
                    case "rios": operations.Add(new(major, minor, "Read", value)); break;
                    case "wios": operations.Add(new(major, minor, "Write", value)); break;
                    default: break;
                }
            }
        }

        return (bytes, operations);
    }

    private static List<CgroupBlockIoEntry> Read(CgroupDirectory directory, string file) =>
        ParseV1(directory.TryRead(file, out _));

    private static bool TryDevice(ReadOnlySpan<char> text, out ulong major, out ulong minor)
    {
        int colon = text.IndexOf(':');
        minor = 0;
        return ulong.TryParse(text[..Math.Max(colon, 0)], NumberStyles.None, CultureInfo.InvariantCulture, out major)
            && ulong.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out minor);
    }
}
