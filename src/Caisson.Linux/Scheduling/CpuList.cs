using System.Diagnostics.CodeAnalysis;

namespace Caisson.Linux.Scheduling;

/// <summary>
/// A set of processors as the kernel writes it in lists: <c>0-3,7</c>; cpuset(7), "List format". Empty is a set too.
/// </summary>
public sealed class CpuList
{
    /// <summary>The highest processor number plus one that any Linux is built for (NR_CPUS on x86-64 and arm64).</summary>
    public const int MaxCpus = 8192;

    private readonly byte[] _mask;

    private CpuList(byte[] mask, int count)
    {
        _mask = mask;
        Count = count;
    }

    /// <summary>How many processors.</summary>
    public int Count { get; }

    /// <summary>The set as bits, the lowest processor first; its length is a multiple of 8 bytes.</summary>
    internal ReadOnlySpan<byte> Mask => _mask;

    /// <summary>Whether a processor is in the set.</summary>
    public bool Contains(int cpu) => cpu >= 0 && cpu / 8 < _mask.Length && (_mask[cpu / 8] >> (cpu % 8) & 1) != 0;

    /// <summary>Reads a list: numbers and ranges with commas between, spaces around them allowed.</summary>
    /// <param name="text">The list.</param>
    /// <param name="list">The set.</param>
    /// <param name="error">What is wrong with it, in one line; null if nothing.</param>
    public static bool TryParse(
        ReadOnlySpan<char> text,
        [NotNullWhen(true)] out CpuList? list,
        [NotNullWhen(false)] out string? error)
    {
        Span<byte> mask = stackalloc byte[MaxCpus / 8];
        mask.Clear();
        list = null;
        int highest = -1;
        text = text.Trim();
        while (!text.IsEmpty)
        {
            int comma = text.IndexOf(',');
            ReadOnlySpan<char> item = comma < 0 ? text : text[..comma];
            if (!TryParseRange(item.Trim(), out int first, out int last, out error))
            {
                return false;
            }

            for (int cpu = first; cpu <= last; cpu++)
            {
                mask[cpu / 8] |= (byte)(1 << (cpu % 8));
            }

            highest = Math.Max(highest, last);
            if (comma == text.Length - 1)
            {
                error = "a comma with nothing after it";
                return false;
            }

            text = comma < 0 ? default : text[(comma + 1)..];
        }

        byte[] bytes = mask[..((highest + 64) / 64 * 8)].ToArray();
        int count = 0;
        foreach (byte part in bytes)
        {
            count += System.Numerics.BitOperations.PopCount(part);
        }

        list = new CpuList(bytes, count);
        error = null;
        return true;
    }

    private static bool TryParseRange(
        ReadOnlySpan<char> item, out int first, out int last, [NotNullWhen(false)] out string? error)
    {
        int dash = item.IndexOf('-');
        last = 0;
        if (!TryParseCpu(dash < 0 ? item : item[..dash].TrimEnd(), out first)
            || !TryParseCpu(dash < 0 ? item : item[(dash + 1)..].TrimStart(), out last))
        {
            error = $"\"{item}\" is neither a processor (0 to {MaxCpus - 1}) nor a range of them";
            return false;
        }

        error = last < first ? $"the range \"{item}\" ends before it begins" : null;
        return error is null;
    }

    private static bool TryParseCpu(ReadOnlySpan<char> text, out int cpu) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, null, out cpu) && cpu < MaxCpus;
}
