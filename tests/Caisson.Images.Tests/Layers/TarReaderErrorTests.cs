using System.Text;
using Caisson.Images.Layers.Tar;

namespace Caisson.Images.Tests.Layers;

/// <summary>Archives that are cut off, damaged or lie.</summary>
public sealed class TarReaderErrorTests
{
    private static byte[] Sample => new ArchiveBuilder()
        .AddPax(("path", Encoding.UTF8.GetBytes(new string('p', 300))), ("SCHILY.xattr.user.x", [0, 1, 2]))
        .Add("short", contents: Enumerable.Repeat((byte)7, 1500).ToArray())
        .Add("././@LongLink", 'L', Encoding.UTF8.GetBytes(new string('l', 200) + "\0"))
        .Add("cut", '2', link: "target")
        .End();

    [Fact]
    public void Next_CutAnywhere_EndsInTheRightPlaceOrSaysSo()
    {
        byte[] whole = Sample;
        Assert.Equal(2, ReadAll(whole));
        for (int length = 0; length < whole.Length; length += length % 512 == 511 ? 1 : 511)
        {
            byte[] cut = whole[..length];
            bool isBetweenEntries = length is 0 or (512 + 512 + 512 + 1536) || length >= whole.Length - 1024;
            if (isBetweenEntries && length % 512 == 0)
            {
                Assert.InRange(ReadAll(cut), 0, 2);
            }
            else if (length < whole.Length - 1024)
            {
                Assert.Contains("ends within", Refuse(cut).Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Next_AnyByteOfHeaderChanged_IsRefused()
    {
        byte[] archive = new ArchiveBuilder().AddFile("f", "x").End();
        for (int i = 0; i < 512; i++)
        {
            byte[] damaged = [.. archive];
            damaged[i] ^= 0x55;
            Assert.Throws<ImageException>(() => ReadAll(damaged));
        }
    }

    [Fact]
    public void Next_SignedChecksum_IsAccepted()
    {
        byte[] archive = new ArchiveBuilder().AddFile("f\xe4\xf6\xfc").End();
        int signed = archive[..512].Select((b, i) => i is >= 148 and < 156 ? (int)' ' : (sbyte)b).Sum();
        ArchiveBuilder.Octal(archive, 148, 7, signed);
        Assert.Equal(1, ReadAll(archive));
    }

    [Theory]
    [InlineData("7 a=b\n")]
    [InlineData("5 a=b\n")]
    [InlineData("0 a=b\n")]
    [InlineData("-6 a=b\n")]
    [InlineData("999999999999999999999 a=b\n")]
    [InlineData("6 a=b")]
    [InlineData("6 a=bx")]
    [InlineData("a=b\n")]
    [InlineData("5 ab\n")]
    [InlineData("5 =b\n")]
    [InlineData("2 ")]
    [InlineData("6")]
    [InlineData("14 path=a\0bcd\n")]
    [InlineData("18 linkpath=a\0bcd\n")]
    [InlineData("12 size=-12\n")]
    [InlineData("12 size=abc\n")]
    [InlineData("28 size=9223372036854775807\n")]
    [InlineData("28 size=9223372036854775808\n")]
    [InlineData("18 uid=4294967295\n")]
    [InlineData("10 gid=-1\n")]
    [InlineData("11 mtime=x\n")]
    [InlineData("13 mtime=1.x\n")]
    [InlineData("20 SCHILY.xattr.=x\n")]
    [InlineData("23 SCHILY.xattr.a\0b=x\n")]
    public void Next_PaxRecordThatLies_IsRefused(string records) =>
        Refuse(new ArchiveBuilder().AddRawPax(records).AddFile("f", "x").End());

    [Theory]
    [InlineData("path", "x")]
    [InlineData("linkpath", "x")]
    [InlineData("size", "5")]
    [InlineData("GNU.sparse.map", "0,1")]
    public void Next_GlobalHeaderWithWhatIsOneEntrys_IsRefused(string keyword, string value) =>
        Refuse(new ArchiveBuilder().AddGlobalPax(keyword, value).AddFile("f", "x").End());

    [Theory]
    [InlineData("5,10")]
    [InlineData("0,5,3,5")]
    [InlineData("0,5,5")]
    [InlineData("0,9223372036854775807,1,1")]
    [InlineData("9223372036854775807,10")]
    [InlineData("0,x")]
    [InlineData("0,4")]
    [InlineData("96,10")]
    [InlineData("")]
    public void Next_SparseMapThatLies_IsRefused(string map) =>
        Refuse(new ArchiveBuilder()
            .AddPax(("GNU.sparse.size", "100"u8.ToArray()), ("GNU.sparse.map", Encoding.ASCII.GetBytes(map)))
            .Add("f", contents: new byte[5]).End());

    [Theory]
    [InlineData("1\n0\n5\n", 5)]
    [InlineData("2\n0\n5\n", 5)]
    [InlineData("99999999999999999999\n", 5)]
    [InlineData("1\n0\n6\n", 6)]
    [InlineData("x\n", 5)]
    [InlineData("\n", 5)]
    public void Next_SparseMapInContents_IsCheckedAgainstTheSize(string map, int realSize)
    {
        byte[] contents = [.. Encoding.ASCII.GetBytes(map.PadRight(512, '\0')), .. new byte[5]];
        byte[] archive = new ArchiveBuilder()
            .AddPax(
                ("GNU.sparse.major", "1"u8.ToArray()),
                ("GNU.sparse.minor", "0"u8.ToArray()),
                ("GNU.sparse.realsize", Encoding.ASCII.GetBytes($"{realSize}")))
            .Add("f", contents: contents).End();
        if (map == "1\n0\n5\n")
        {
            Assert.Equal(1, ReadAll(archive));
        }
        else
        {
            Refuse(archive);
        }
    }

    [Fact]
    public void Next_EndlessOldSparseMap_NamesTheLimit()
    {
        var archive = new ArchiveBuilder().Add("f", 'S', change: block => block[482] = 1);
        byte[] extension = new byte[512];
        extension[504] = 1;
        for (int i = 0; i < 3000; i++)
        {
            archive.Raw(extension);
        }

        Assert.Equal(ImageErrorKind.LimitExceeded, Refuse(archive.End()).Kind);
    }

    [Fact]
    public void Next_SizeWithItsHighestBits_IsRefused() =>
        Refuse(new ArchiveBuilder().Add("f", change: block => block.AsSpan(124, 12).Fill(0xff)).End());

    [Fact]
    public void Next_SizeBeyondLong_IsRefused() =>
        Refuse(new ArchiveBuilder().Add("f", change: block =>
        {
            block.AsSpan(124, 12).Clear();
            block[124] = 0x80;
            block[127] = 1;
        }).End());

    [Theory]
    [InlineData(124)]
    [InlineData(100)]
    [InlineData(108)]
    [InlineData(136)]
    public void Next_FieldThatIsNoNumber_IsRefused(int offset) =>
        Refuse(new ArchiveBuilder().Add("f", change: block => block[offset] = (byte)'9').End());

    [Fact]
    public void Next_ThousandsOfExtendedHeaders_IsRefused()
    {
        var archive = new ArchiveBuilder();
        for (int i = 0; i < 5000; i++)
        {
            archive.AddPax("comment", "x");
        }

        Assert.Contains("extended headers", Refuse(archive.AddFile("f").End()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Next_HugeExtendedHeader_NamesTheLimit()
    {
        ImageException error = Refuse(new ArchiveBuilder().Add("pax", 'x', size: 1L << 40).End());
        Assert.Equal(ImageErrorKind.LimitExceeded, error.Kind);
        Assert.Equal(nameof(ImageLimits.ExtendedHeaderBytes), error.Limit);
    }

    [Fact]
    public void Next_TooManyAttributes_NamesTheLimit()
    {
        var limits = new ImageLimits { XattrBytes = 100 };
        byte[] archive = new ArchiveBuilder().AddPax(("SCHILY.xattr.user.x", new byte[100])).AddFile("f").End();
        var error = Assert.Throws<ImageException>(() => new TarReader(new MemoryStream(archive), limits).Next());
        Assert.Equal(nameof(ImageLimits.XattrBytes), error.Limit);
    }

    [Fact]
    public void Next_NameInTwoWays_IsRefused() =>
        Refuse(new ArchiveBuilder().Add("././@LongLink", 'L', "other\0"u8.ToArray()).AddPax("path", "one").AddFile("f").End());

    [Theory]
    [InlineData('V')]
    [InlineData('M')]
    [InlineData('\x01')]
    [InlineData('~')]
    public void Next_UnknownType_IsUnsupported(char type) =>
        Assert.Equal(ImageErrorKind.Unsupported, Refuse(new ArchiveBuilder().Add("f", type).End()).Kind);

    [Fact]
    public void Next_NoArchive_SaysSo() =>
        Assert.Contains("no tar archive", Refuse(Encoding.ASCII.GetBytes(new string('<', 1024))).Message, StringComparison.Ordinal);

    [Fact]
    public void Next_NameWithLineBreaks_GivesMessageOfOneLine()
    {
        ImageException error = Refuse(new ArchiveBuilder().Add("a\nb\x1b[31m", '~').End());
        Assert.Contains("a\\u000ab\\u001b[31m", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Next_OneEmptyBlock_IsRefused() =>
        Refuse(new ArchiveBuilder().AddFile("a").Raw(new byte[512]).AddFile("b").End());

    private static ImageException Refuse(byte[] archive)
    {
        var error = Assert.Throws<ImageException>(() => ReadAll(archive));
        Assert.DoesNotContain('\n', error.Message);
        return error;
    }

    private static int ReadAll(byte[] archive)
    {
        var reader = new TarReader(new MemoryStream(archive));
        int count = 0;
        while (reader.Next() is not null)
        {
            while (reader.TryReadContents(out _, out _))
            {
            }

            count++;
        }

        return count;
    }
}
