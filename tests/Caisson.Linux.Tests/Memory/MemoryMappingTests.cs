using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Memory;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Memory;

public class MemoryMappingTests
{
    private const int PageBytes = 4096;

    [Fact]
    public void Slice_WhatIsWritten_IsInTheFile()
    {
        using MemFd file = FileOf(PageBytes);
        using MemoryMapping mapping = MemoryMapping.Map(file, PageBytes);

        "shared"u8.CopyTo(mapping.Slice(100, 6));

        byte[] read = new byte[6];
        FileContents.ReadAt(file, read, 100);
        Assert.Equal("shared"u8.ToArray(), read);
    }

    [Fact]
    public void Slice_FileClosed_StillWorks()
    {
        MemFd file = FileOf(PageBytes);
        using MemoryMapping mapping = MemoryMapping.Map(file, PageBytes);
        file.Dispose();

        mapping.Slice(0, 1)[0] = 7;

        Assert.Equal(7, mapping.Slice(0, PageBytes)[0]);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, PageBytes + 1)]
    [InlineData(PageBytes, 1)]
    [InlineData(PageBytes + 1, 0)]
    [InlineData(long.MaxValue, 1)]
    public void Slice_BeyondTheMapping_IsRefused(long offset, int length)
    {
        using MemFd file = FileOf(PageBytes);
        using MemoryMapping mapping = MemoryMapping.Map(file, PageBytes);

        Assert.Throws<ArgumentOutOfRangeException>(() => mapping.Slice(offset, length).Length);
    }

    [Fact]
    public void Slice_AfterDispose_IsRefused()
    {
        using MemFd file = FileOf(PageBytes);
        MemoryMapping mapping = MemoryMapping.Map(file, PageBytes);
        mapping.Dispose();

        Assert.Throws<ObjectDisposedException>(() => mapping.Slice(0, 1).Length);
        Assert.Throws<ObjectDisposedException>(() => mapping.Address);
    }

    [Fact]
    public void Map_WhatCannotBeMapped_NamesCallAndErrno()
    {
        using var counter = new EventFd();

        LinuxException e = Assert.Throws<LinuxException>(() => MemoryMapping.Map(counter, PageBytes));

        Assert.Equal(("mmap", Errno.ENODEV), (e.Call, e.Errno));
    }

    [Fact]
    public void WriteAllAt_PiecesInAnyOrder_AreWrittenInTheirs()
    {
        using MemFd memory = FileOf(PageBytes);
        using MemoryMapping mapping = MemoryMapping.Map(memory, PageBytes);
        "worldhello "u8.CopyTo(mapping.Slice(0, 11));
        using MemFd file = MemFd.Create("written");
        var pieces = new MappedPieces(mapping, 2);
        pieces.Add(5, 6);
        pieces.Add(0, 5);

        FileContents.WriteAllAt(file, pieces, 3);

        Assert.True(pieces.IsEmpty);
        Assert.Equal("\0\0\0hello world", File.ReadAllText(file.ProcPath));
    }

    [Fact]
    public void ReadAt_FileShorterThanThePieces_TellsHowMuch()
    {
        using MemFd memory = FileOf(PageBytes);
        using MemoryMapping mapping = MemoryMapping.Map(memory, PageBytes);
        using MemFd file = MemFd.Create("read");
        file.WriteAll("0123456789"u8);
        var pieces = new MappedPieces(mapping, 8);
        pieces.Add(0, 4);
        pieces.Add(100, 4);
        pieces.Add(200, 4);

        Assert.Equal(8, FileContents.ReadAt(file, pieces, 2));

        Assert.False(pieces.IsEmpty);
        Assert.Equal("2345"u8.ToArray(), mapping.Slice(0, 4).ToArray());
        Assert.Equal("6789"u8.ToArray(), mapping.Slice(100, 4).ToArray());
    }

    [Fact]
    public void Add_OverCapacityOrOutside_IsRefused()
    {
        using MemFd memory = FileOf(PageBytes);
        using MemoryMapping mapping = MemoryMapping.Map(memory, PageBytes);
        var pieces = new MappedPieces(mapping, 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => pieces.Add(PageBytes - 1, 2));
        pieces.Add(0, 1);
        Assert.True(pieces.IsFull);
        Assert.Throws<InvalidOperationException>(() => pieces.Add(0, 1));
    }

    private static MemFd FileOf(long lengthBytes)
    {
        MemFd file = MemFd.Create("mapped");
        file.SetLength(lengthBytes);
        return file;
    }
}
