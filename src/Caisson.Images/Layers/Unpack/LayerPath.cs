using Caisson.Images.Layers.Tar;

namespace Caisson.Images.Layers.Unpack;

/// <summary>
/// A path of an archive, brought into one form: relative to the root, without <c>.</c>, <c>..</c>, empty components and
/// trailing slashes. A leading slash is the root's own, and <c>..</c> takes the component before it away, whatever that is
/// on the disk, and nothing where the root is, as for Docker.
/// </summary>
internal readonly ref struct LayerPath
{
    private LayerPath(ReadOnlySpan<byte> path)
    {
        Path = path;
        int slash = path.LastIndexOf((byte)'/');
        Parent = slash < 0 ? [] : path[..slash];
        Name = path[(slash + 1)..];
    }

    /// <summary>The whole path; empty for the root.</summary>
    internal ReadOnlySpan<byte> Path { get; }

    /// <summary>The directory it is in; empty for the root.</summary>
    internal ReadOnlySpan<byte> Parent { get; }

    /// <summary>The last component; empty for the root.</summary>
    internal ReadOnlySpan<byte> Name { get; }

    internal bool IsRoot => Path.IsEmpty;

    /// <summary>The same name in another directory.</summary>
    /// <param name="parent">The directory, as a path in the same form.</param>
    internal LayerPath MovedTo(ReadOnlySpan<byte> parent)
    {
        if (parent.SequenceEqual(Parent))
        {
            return this;
        }

        byte[] path = parent.IsEmpty ? [.. Name] : [.. parent, (byte)'/', .. Name];
        return new LayerPath(path);
    }

    /// <summary>Takes a path of an archive.</summary>
    /// <param name="path">The path, without a NUL.</param>
    /// <param name="what">What it is, for an error: an entry, or a hard link's target.</param>
    /// <param name="limits">How long a name may be.</param>
    /// <exception cref="ImageException">It contains a name that is too long.</exception>
    internal static LayerPath Parse(ReadOnlySpan<byte> path, string what, ImageLimits limits)
    {
        Span<byte> normal = new byte[path.Length];
        int length = 0;
        foreach (Range range in path.Split((byte)'/'))
        {
            ReadOnlySpan<byte> component = path[range];
            if (component.IsEmpty || component.SequenceEqual("."u8))
            {
                continue;
            }

            if (component.SequenceEqual(".."u8))
            {
                length = Math.Max(normal[..length].LastIndexOf((byte)'/'), 0);
                continue;
            }

            if (component.Length > limits.NameBytes)
            {
                throw TarError.Limit(
                    $"{what} {TarText.Display(path)} contains a name of {component.Length} bytes",
                    nameof(ImageLimits.NameBytes),
                    limits.NameBytes);
            }

            if (length > 0)
            {
                normal[length++] = (byte)'/';
            }

            component.CopyTo(normal[length..]);
            length += component.Length;
        }

        return new LayerPath(normal[..length]);
    }
}
