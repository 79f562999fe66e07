using System.Buffers.Text;

namespace Caisson.Linux.Credentials;

/// <summary>A range of users or groups, as they are numbered in a user namespace and outside; user_namespaces(7).</summary>
/// <param name="ContainerId">The first number inside.</param>
/// <param name="HostId">The first number outside: in the namespace of whoever writes the map.</param>
/// <param name="Size">How many, at least 1.</param>
public readonly record struct IdMap(uint ContainerId, uint HostId, uint Size)
{
    /// <summary>The most ranges that a user namespace takes (Linux 4.15).</summary>
    public const int MaxRanges = 340;

    /// <summary>The most bytes that <c>uid_map</c> takes in its one write: less than a page.</summary>
    private const int MaxTextBytes = 4095;

    /// <summary>Says what is wrong with a set of ranges: the kernel would only say EINVAL.</summary>
    /// <param name="maps">The ranges, in any order.</param>
    /// <returns>One line, or null if nothing is wrong.</returns>
    public static string? Validate(ReadOnlySpan<IdMap> maps)
    {
        if (maps.Length is 0 or > MaxRanges)
        {
            return $"{maps.Length} ranges, must be 1 to {MaxRanges}";
        }

        for (int i = 0; i < maps.Length; i++)
        {
            IdMap map = maps[i];
            if (map.Size == 0)
            {
                return $"range {i} is empty";
            }

            // 4294967295 stands for "no number", so the last number of a range is one below at most.
            if ((ulong)map.ContainerId + map.Size > uint.MaxValue || (ulong)map.HostId + map.Size > uint.MaxValue)
            {
                return $"range {i} ({map.ContainerId} {map.HostId} {map.Size}) goes beyond 4294967294";
            }

            for (int j = 0; j < i; j++)
            {
                if (Overlap(map.ContainerId, map.Size, maps[j].ContainerId, maps[j].Size)
                    || Overlap(map.HostId, map.Size, maps[j].HostId, maps[j].Size))
                {
                    return $"ranges {j} and {i} overlap";
                }
            }
        }

        return null;
    }

    /// <summary>The number outside of a number inside.</summary>
    /// <param name="maps">The ranges.</param>
    /// <param name="containerId">A number inside.</param>
    /// <param name="hostId">Its number outside.</param>
    /// <returns>False if no range has it.</returns>
    public static bool TryToHost(ReadOnlySpan<IdMap> maps, uint containerId, out uint hostId)
    {
        foreach (IdMap map in maps)
        {
            if (containerId >= map.ContainerId && containerId - map.ContainerId < map.Size)
            {
                hostId = map.HostId + (containerId - map.ContainerId);
                return true;
            }
        }

        hostId = 0;
        return false;
    }

    /// <summary>Writes the ranges as <c>uid_map</c> has them: a line each, the number inside, the one outside, how many.</summary>
    /// <param name="maps">The ranges.</param>
    /// <param name="text">Where to.</param>
    /// <returns>The number of bytes, or -1 if the text is longer than the kernel takes or than the buffer.</returns>
    internal static int Format(ReadOnlySpan<IdMap> maps, Span<byte> text)
    {
        if (text.Length > MaxTextBytes)
        {
            text = text[..MaxTextBytes];
        }

        int length = 0;
        foreach (IdMap map in maps)
        {
            if (!Append(map.ContainerId, (byte)' ', text, ref length)
                || !Append(map.HostId, (byte)' ', text, ref length)
                || !Append(map.Size, (byte)'\n', text, ref length))
            {
                return -1;
            }
        }

        return length;
    }

    private static bool Overlap(uint first, uint size, uint otherFirst, uint otherSize) =>
        first < (ulong)otherFirst + otherSize && otherFirst < (ulong)first + size;

    private static bool Append(uint number, byte end, Span<byte> text, ref int length)
    {
        if (!Utf8Formatter.TryFormat(number, text[length..], out int written) || length + written == text.Length)
        {
            return false;
        }

        length += written;
        text[length++] = end;
        return true;
    }
}
