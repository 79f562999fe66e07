using Caisson.Images;
using Caisson.Images.Layers.Tar;

namespace Caisson.Fuzz.Targets;

/// <summary>
/// Tar archives: read, written again as they were understood, and read as the same. Checksums are made right first, or
/// hardly anything would get beyond the first header.
/// </summary>
public sealed class TarArchiveTarget : IFuzzTarget
{
    private const int BlockBytes = 512;

    private static readonly ImageLimits Limits = new() { LayerBytes = 1 << 20, ExtendedHeaderBytes = 1 << 16 };

    public string Name => "tar";

    public IReadOnlyList<string> Tokens =>
    [
        "ustar\000", "ustar  \0", "../", "/", "\0", "12 path=a/../b\n", "20 SCHILY.xattr.a=b\n", "22 GNU.sparse.major=1\n", "19 GNU.sparse.minor=0\n",
        "26 GNU.sparse.map=0,1,5,1\n", "24 GNU.sparse.realsize=9\n", "14 size=99999\n", "18 mtime=-1.00005\n", "0000777", "\u0080\0\0\0\0\0\0\u0001", ".wh.", "tar\0",
    ];

    /// <summary>Gives every block that looks like a header the checksum that it needs.</summary>
    internal static byte[] Repair(ReadOnlySpan<byte> input)
    {
        byte[] archive = [.. input];
        for (int start = 0; start + BlockBytes <= archive.Length; start += BlockBytes)
        {
            Span<byte> block = archive.AsSpan(start, BlockBytes);
            if (!block[257..262].SequenceEqual("ustar"u8))
            {
                continue;
            }

            Span<byte> checksum = block[148..156];
            checksum.Fill((byte)' ');
            int sum = 0;
            foreach (byte value in block)
            {
                sum += value;
            }

            for (int i = 5; i >= 0; i--, sum >>= 3)
            {
                checksum[i] = (byte)('0' + (sum & 7));
            }

            checksum[6] = 0;
        }

        return archive;
    }

    public void Fuzz(ReadOnlySpan<byte> input)
    {
        Read([.. input], null);
        var entries = new List<TarEntry>();
        Read(Repair(input), entries);
        foreach (TarEntry entry in entries)
        {
            CheckRoundTrip(entry);
        }
    }

    private static void Read(byte[] archive, List<TarEntry>? entries)
    {
        try
        {
            var reader = new TarReader(new MemoryStream(archive), Limits);
            while (reader.Next() is { } entry)
            {
                Expect.True(!entry.Path.Span.Contains((byte)0) && !entry.Path.IsEmpty, "a path has no NUL and is not empty");
                Expect.OneLine(entry.DisplayPath);
                long end = 0;
                while (reader.TryReadContents(out long offset, out ReadOnlySpan<byte> data))
                {
                    Expect.True(offset >= end && !data.IsEmpty, "contents are in order");
                    end = offset + data.Length;
                }

                Expect.True(entry.Kind != TarEntryKind.RegularFile || end <= entry.SizeBytes, "contents are within the size");
                entries?.Add(entry);
            }
        }
        catch (ImageException e)
        {
            Expect.OneLine(e.Message);
        }
    }

    private static void CheckRoundTrip(TarEntry entry)
    {
        if (entry.Attributes.Any(a => a.Name.Span.Contains((byte)'=')))
        {
            return;
        }

        using var archive = new MemoryStream();
        var writer = new TarWriter(archive);
        writer.WriteEntry(entry with { SizeBytes = 0, IsSparse = false });
        writer.Finish();
        TarEntry read = new TarReader(new MemoryStream(archive.ToArray()), Limits).Next()!;
        Expect.True(read.Path.Span.TrimEnd((byte)'/').SequenceEqual(entry.Path.Span.TrimEnd((byte)'/')), "the path is read as it is written");
        Expect.True(
            read.Kind == entry.Kind && read.Mode == entry.Mode && read.UserId == entry.UserId && read.GroupId == entry.GroupId &&
            read.ModifiedAt == entry.ModifiedAt && read.Device == entry.Device && read.LinkTarget.Span.SequenceEqual(entry.LinkTarget.Span),
            "an entry is read as it is written");
        Expect.True(read.Attributes.Count == entry.Attributes.Count, "attributes are read as they are written");
    }
}
