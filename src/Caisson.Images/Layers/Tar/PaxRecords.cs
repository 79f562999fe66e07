using System.Globalization;
using System.Text;
using Caisson.Linux.Files;

namespace Caisson.Images.Layers.Tar;

/// <summary>Writes what of an entry does not fit its header as records of a pax header, in the order of their keywords.</summary>
internal static class PaxRecords
{
    /// <summary>The records; empty where none are needed.</summary>
    /// <exception cref="ImageException">An attribute's name contains <c>=</c>, which ends a keyword.</exception>
    internal static byte[] Of(TarEntry entry)
    {
        var records = new List<byte>();
        foreach (TarXattr attribute in entry.Attributes.OrderBy(a => a.Name, ByteOrder.Memory))
        {
            if (attribute.Name.Span.Contains((byte)'='))
            {
                throw new ImageException(
                    ImageErrorKind.Unsupported,
                    $"{entry.DisplayPath}: the extended attribute {TarText.Display(attribute.Name.Span)} can't be put into a tar archive");
            }

            Add(records, [.. "SCHILY.xattr."u8, .. attribute.Name.Span], attribute.Value.Span);
        }

        AddNumber(records, "gid"u8, entry.GroupId, TarHeaderWriter.ShortMax);
        if (!TarHeaderWriter.FitsLinkName(entry.LinkTarget.Span))
        {
            Add(records, "linkpath"u8, entry.LinkTarget.Span);
        }

        if (entry.ModifiedAt.Nanoseconds != 0 || entry.ModifiedAt.Seconds is < 0 or > TarHeaderWriter.LongMax)
        {
            Add(records, "mtime"u8, Encoding.ASCII.GetBytes(Format(entry.ModifiedAt)));
        }

        ReadOnlySpan<byte> path = TarHeaderWriter.NameOf(entry);
        if (!TarHeaderWriter.TrySplit(path, out _, out _))
        {
            Add(records, "path"u8, path);
        }

        AddNumber(records, "size"u8, entry.Kind == TarEntryKind.RegularFile ? entry.SizeBytes : 0, TarHeaderWriter.LongMax);
        AddNumber(records, "uid"u8, entry.UserId, TarHeaderWriter.ShortMax);
        return [.. records];
    }

    private static void AddNumber(List<byte> records, ReadOnlySpan<byte> keyword, long value, long max)
    {
        if (value > max)
        {
            Add(records, keyword, Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)));
        }
    }

    // "LENGTH KEYWORD=VALUE\n", where the length counts its own digits.
    private static void Add(List<byte> records, ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> value)
    {
        const int Separators = 3;
        int rest = keyword.Length + value.Length + Separators;
        int length = rest + Digits(rest);
        length = rest + Digits(length);
        records.AddRange(Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)));
        records.Add((byte)' ');
        records.AddRange(keyword);
        records.Add((byte)'=');
        records.AddRange(value);
        records.Add((byte)'\n');
    }

    private static int Digits(int value) => value.ToString(CultureInfo.InvariantCulture).Length;

    // The fraction counts away from zero, the nanoseconds always forward.
    private static string Format(FileTime time)
    {
        bool isNegative = time.Seconds < 0;
        long seconds = isNegative && time.Nanoseconds != 0 ? -(time.Seconds + 1) : Math.Abs(time.Seconds);
        uint nanoseconds = isNegative && time.Nanoseconds != 0 ? 1_000_000_000 - time.Nanoseconds : time.Nanoseconds;
        string text = string.Create(CultureInfo.InvariantCulture, $"{(isNegative ? "-" : "")}{seconds}.{nanoseconds:d9}");
        return text.TrimEnd('0').TrimEnd('.');
    }
}
