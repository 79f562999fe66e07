using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Store;

/// <summary>
/// The file beside an unpacked layer that lists the directories which the layer has something in but no entry for, where
/// there are any: paths in byte order, each with a NUL after it. The tree has them as new ones, of root and with mode
/// 0755; what is meant are the attributes that layers below give them, and those differ from image to image.
/// </summary>
internal static class ImpliedRecord
{
    /// <summary>Its name in the layer's directory.</summary>
    internal const string Name = "implied";

    // More than any limit that a user may have set when the layer was unpacked.
    private const int MaxBytes = 1 << 30;

    internal static byte[] ToBytes(IReadOnlyList<byte[]> paths)
    {
        byte[] bytes = new byte[paths.Sum(p => p.Length + 1)];
        int length = 0;
        foreach (byte[] path in paths)
        {
            path.CopyTo(bytes, length);
            length += path.Length + 1;
        }

        return bytes;
    }

    /// <summary>Reads the list; empty where there is none.</summary>
    /// <param name="folder">The layer's directory.</param>
    /// <exception cref="Linux.LinuxException">It can't be read.</exception>
    internal static IReadOnlyList<byte[]> Read(string folder)
    {
        string name = $"{folder}/{Name}";
        using FileDescriptor? file = FileSystem.TryOpen(name, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW);
        if (file is null)
        {
            return [];
        }

        List<byte[]> paths = [];
        ReadOnlySpan<byte> rest = FileSystem.ReadToEnd(file, name, MaxBytes);
        while (rest.IndexOf((byte)0) is >= 0 and var length)
        {
            paths.Add(rest[..length].ToArray());
            rest = rest[(length + 1)..];
        }

        return paths;
    }
}
