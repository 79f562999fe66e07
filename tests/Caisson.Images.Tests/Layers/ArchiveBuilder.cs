using System.Globalization;
using System.Text;

namespace Caisson.Images.Tests.Layers;

/// <summary>Puts archives together byte by byte, well-formed or not.</summary>
internal sealed class ArchiveBuilder
{
    private const int BlockBytes = 512;

    private readonly List<byte> _archive = [];

    /// <summary>Adds an entry with a ustar header.</summary>
    /// <param name="path">The path, in Latin-1, so that a test can write any byte.</param>
    /// <param name="type">The type flag.</param>
    /// <param name="contents">What follows the header.</param>
    /// <param name="link">The link's target.</param>
    /// <param name="mode">Permission bits.</param>
    /// <param name="size">What the header says of the size, if not the truth.</param>
    /// <param name="change">A last change of the header block, before its checksum is made.</param>
    internal ArchiveBuilder Add(
        string path,
        char type = '0',
        byte[]? contents = null,
        string link = "",
        uint mode = 0b110_100_100,
        long? size = null,
        Action<byte[]>? change = null)
    {
        byte[] block = Header(path, type, link, mode, size ?? contents?.Length ?? 0);
        change?.Invoke(block);
        Seal(block);
        _archive.AddRange(block);
        return Raw(contents ?? []).Pad();
    }

    /// <summary>Adds a file with a text in it.</summary>
    internal ArchiveBuilder AddFile(string path, string text = "") => Add(path, contents: Encoding.UTF8.GetBytes(text));

    /// <summary>Adds a directory.</summary>
    internal ArchiveBuilder AddDirectory(string path, uint mode = 0b111_101_101) => Add(path, '5', mode: mode);

    /// <summary>Adds a pax header for the entry that follows.</summary>
    internal ArchiveBuilder AddPax(params (string Keyword, byte[] Value)[] records) => AddPax('x', records);

    /// <summary>Adds a pax header for the entry that follows, values as text.</summary>
    internal ArchiveBuilder AddPax(string keyword, string value) => AddPax((keyword, Encoding.UTF8.GetBytes(value)));

    /// <summary>Adds a global pax header.</summary>
    internal ArchiveBuilder AddGlobalPax(string keyword, string value) => AddPax('g', (keyword, Encoding.UTF8.GetBytes(value)));

    /// <summary>Adds a pax header whose records are what they are.</summary>
    internal ArchiveBuilder AddRawPax(string records) => Add("pax", 'x', Encoding.Latin1.GetBytes(records));

    /// <summary>Adds bytes.</summary>
    internal ArchiveBuilder Raw(ReadOnlySpan<byte> bytes)
    {
        _archive.AddRange(bytes);
        return this;
    }

    /// <summary>The archive, with the end mark.</summary>
    internal byte[] End() => Raw(new byte[2 * BlockBytes]).Cut();

    /// <summary>The archive as it is.</summary>
    internal byte[] Cut() => [.. _archive];

    /// <summary>Makes a header's checksum right.</summary>
    internal static void Seal(byte[] block)
    {
        block.AsSpan(148, 8).Fill((byte)' ');
        Octal(block, 148, 7, block.Sum(b => b));
    }

    /// <summary>Writes a number into a header.</summary>
    internal static void Octal(byte[] block, int offset, int length, long value) =>
        Encoding.ASCII.GetBytes(Convert.ToString(value, 8).PadLeft(length - 1, '0') + "\0").CopyTo(block, offset);

    private ArchiveBuilder AddPax(char type, params (string Keyword, byte[] Value)[] records)
    {
        using var contents = new MemoryStream();
        foreach ((string keyword, byte[] value) in records)
        {
            int rest = keyword.Length + value.Length + 3;
            int length = rest + rest.ToString(CultureInfo.InvariantCulture).Length;
            length = rest + length.ToString(CultureInfo.InvariantCulture).Length;
            contents.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{length} {keyword}=")));
            contents.Write(value);
            contents.WriteByte((byte)'\n');
        }

        return Add("pax", type, contents.ToArray());
    }

    private static byte[] Header(string path, char type, string link, uint mode, long size)
    {
        byte[] block = new byte[BlockBytes];
        Encoding.Latin1.GetBytes(path).CopyTo(block, 0);
        Octal(block, 100, 8, mode);
        Octal(block, 108, 8, 0);
        Octal(block, 116, 8, 0);
        Octal(block, 124, 12, size);
        Octal(block, 136, 12, 1_000_000_000);
        block[156] = (byte)type;
        Encoding.Latin1.GetBytes(link).CopyTo(block, 157);
        "ustar\000"u8.CopyTo(block.AsSpan(257));
        return block;
    }

    private ArchiveBuilder Pad()
    {
        _archive.AddRange(new byte[-_archive.Count & (BlockBytes - 1)]);
        return this;
    }
}
