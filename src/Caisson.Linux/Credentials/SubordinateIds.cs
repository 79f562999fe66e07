using System.Globalization;
using System.Text;

namespace Caisson.Linux.Credentials;

/// <summary>A range of numbers that a user may map into user namespaces; subuid(5).</summary>
/// <param name="First">The first number.</param>
/// <param name="Count">How many.</param>
public readonly record struct SubordinateRange(uint First, uint Count);

/// <summary>Reads <c>/etc/subuid</c> and <c>/etc/subgid</c>: lines of <c>user:first:count</c>; subuid(5), subgid(5).</summary>
public static class SubordinateIds
{
    /// <summary>Finds the ranges of a user, in the file's order.</summary>
    /// <param name="contents">The file. Lines that are not of the form, as newuidmap(1) does it, are passed over.</param>
    /// <param name="userName">The user's name; null if it has none.</param>
    /// <param name="userId">The user's number, which can stand in the place of the name.</param>
    public static List<SubordinateRange> Find(ReadOnlySpan<byte> contents, string? userName, uint userId)
    {
        List<SubordinateRange> ranges = [];
        ReadOnlySpan<byte> name = userName is null ? default : Encoding.UTF8.GetBytes(userName);
        ReadOnlySpan<byte> number = Encoding.UTF8.GetBytes(userId.ToString(CultureInfo.InvariantCulture));
        while (!contents.IsEmpty)
        {
            int end = contents.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? contents : contents[..end];
            contents = end < 0 ? default : contents[(end + 1)..];
            int colon = line.IndexOf((byte)':');
            if (colon <= 0)
            {
                continue;
            }

            ReadOnlySpan<byte> owner = line[..colon];
            if (((!name.IsEmpty && owner.SequenceEqual(name)) || owner.SequenceEqual(number))
                && TryParseRange(line[(colon + 1)..], out SubordinateRange range))
            {
                ranges.Add(range);
            }
        }

        return ranges;
    }

    private static bool TryParseRange(ReadOnlySpan<byte> text, out SubordinateRange range)
    {
        range = default;
        int colon = text.IndexOf((byte)':');
        if (colon < 0
            || !TryParseNumber(text[..colon], out uint first)
            || !TryParseNumber(text[(colon + 1)..], out uint count)
            || count == 0
            || (ulong)first + count > uint.MaxValue)
        {
            return false;
        }

        range = new SubordinateRange(first, count);
        return true;
    }

    private static bool TryParseNumber(ReadOnlySpan<byte> text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
