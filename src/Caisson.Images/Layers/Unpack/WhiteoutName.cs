using Caisson.Images.Layers.Tar;

namespace Caisson.Images.Layers.Unpack;

/// <summary>
/// Names that say what a layer removes; image-spec, layer.md §Whiteouts, which has them from AUFS.
/// </summary>
internal static class WhiteoutName
{
    /// <summary>What a name says.</summary>
    internal enum Meaning
    {
        /// <summary>Nothing: it is a name.</summary>
        None,

        /// <summary>What is called so without the prefix is removed.</summary>
        Removed,

        /// <summary>Everything that was in the directory before is removed.</summary>
        Opaque,

        /// <summary>AUFS' own records, which mean nothing to anybody else.</summary>
        Ignored,
    }

    internal static ReadOnlySpan<byte> Prefix => ".wh."u8;

    internal static ReadOnlySpan<byte> OpaqueName => ".wh..wh..opq"u8;

    private static ReadOnlySpan<byte> AufsPrefix => ".wh..wh."u8;

    /// <summary>Finds out what an entry's path says.</summary>
    /// <param name="path">The path.</param>
    /// <param name="removed">The name that is removed, if one is.</param>
    /// <exception cref="ImageException">It is to remove nothing, <c>.</c> or <c>..</c>.</exception>
    internal static Meaning Parse(LayerPath path, out ReadOnlySpan<byte> removed)
    {
        removed = [];
        if (path.Name.SequenceEqual(OpaqueName))
        {
            return Meaning.Opaque;
        }

        // Everything below AUFS' directories goes with them.
        if (path.Name.StartsWith(AufsPrefix) || path.Path.StartsWith(AufsPrefix))
        {
            return Meaning.Ignored;
        }

        if (!path.Name.StartsWith(Prefix))
        {
            return Meaning.None;
        }

        removed = path.Name[Prefix.Length..];
        if (removed.IsEmpty || removed.SequenceEqual("."u8) || removed.SequenceEqual(".."u8))
        {
            TarError.Throw($"the whiteout {TarText.Display(path.Path)} names nothing that can be removed");
        }

        return Meaning.Removed;
    }
}
