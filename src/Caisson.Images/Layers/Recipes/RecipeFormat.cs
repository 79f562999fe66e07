namespace Caisson.Images.Layers.Recipes;

/// <summary>
/// An archive whose files have been unpacked, without their contents: what is between them, and the files' paths in their
/// places. It and the files together are the archive, byte for byte.
/// </summary>
/// <remarks>
/// <code>
/// header      "caisson-recipe 1", the archive's length, the recipe's length (8 bytes each, little-endian)
/// records, in the order of the archive:
///   1 LENGTH BYTES              these bytes
///   2 LENGTH PATHLENGTH PATH    the contents of a file, which has this length
///   3 NUMBER BYTES              no part of the order: what record 2 of this number (from 0) stands for, because
///                               the file has been replaced by a later entry
/// </code>
/// Numbers are unsigned LEB128. Nothing more than the lengths is checked on reading: that the archive is right is known
/// by its digest.
/// </remarks>
internal static class RecipeFormat
{
    /// <summary>Where the records begin.</summary>
    internal const int HeaderBytes = 32;

    /// <summary>Where the lengths are in the header.</summary>
    internal const int LengthsOffset = 16;

    internal const byte Inline = 1;
    internal const byte File = 2;
    internal const byte Replaced = 3;

    /// <summary>Files up to so many bytes stay in the recipe: opening one would cost more than the few bytes do.</summary>
    internal const int SmallFileBytes = 512;

    /// <summary>The longest number.</summary>
    internal const int NumberMaxBytes = 9;

    internal static ReadOnlySpan<byte> Magic => "caisson-recipe 1"u8;
}
