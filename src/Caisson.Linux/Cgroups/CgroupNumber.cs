using System.Globalization;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups;

/// <summary>Numbers in cgroup files.</summary>
internal static class CgroupNumber
{
    /// <summary>Reads a file that holds one number; <c>max</c> is <see cref="ulong.MaxValue"/>.</summary>
    /// <exception cref="LinuxException">The file cannot be read.</exception>
    public static ulong Read(CgroupDirectory directory, string file) => Parse(directory.Read(file));

    /// <summary>As <see cref="Read"/>, null if the file is not there.</summary>
    public static ulong? TryRead(CgroupDirectory directory, string file) =>
        directory.TryRead(file, out Errno errno) is { } text ? Parse(text)
        : errno is Errno.ENOENT or Errno.ENODEV or Errno.EOPNOTSUPP ? null
        : throw new LinuxException(errno, "read", directory.Join(file));

    /// <summary>
    /// One number; <c>max</c> is <see cref="ulong.MaxValue"/>. What is negative (kernels have had counters that ran
    /// below zero for a moment) or no number at all is 0.
    /// </summary>
    public static ulong Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        return text is "max" ? ulong.MaxValue
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value
            : 0;
    }

    /// <summary>The number on the line <c>KEY NUMBER</c> of a flat-keyed file; 0 if there is no such line.</summary>
    public static ulong ByKey(ReadOnlySpan<char> text, ReadOnlySpan<char> key)
    {
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            if (line.Length > key.Length && line[key.Length] == ' ' && line.StartsWith(key))
            {
                return Parse(line[(key.Length + 1)..]);
            }
        }

        return 0;
    }
}
