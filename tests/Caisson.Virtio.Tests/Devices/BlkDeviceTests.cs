using System.Buffers.Binary;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;
using Caisson.Virtio.Devices.Block;
using Caisson.Virtio.Tests.Support;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Tests.Devices;

/// <summary>Requests of a disk (virtio 1.2 section 5.2.6).</summary>
public sealed class BlkDeviceTests : IDisposable
{
    private const int Sectors = 64;
    private const ulong AllFeatures = ulong.MaxValue;

    private readonly MemFd _file = MemFd.Create("disk");
    private DriverBench? _bench;

    public BlkDeviceTests() => _file.SetLength(Sectors * VirtioBlk.SectorBytes);

    public void Dispose()
    {
        _bench?.Dispose();
        _file.Dispose();
    }

    [Fact]
    public void Configuration_OfADisk_TellsWhatItTakes()
    {
        DriverBench bench = Start(new BlkOptions { BlockBytes = 4096 });

        Assert.Equal((ulong)Sectors, Config(bench, 0) | ((ulong)Config(bench, 4) << 32));
        Assert.Equal((254u, 4096u), (Config(bench, 12), Config(bench, 20)));
        Assert.Equal((1u << 21, 16u, 8u), (Config(bench, 36), Config(bench, 40), Config(bench, 44)));
        Assert.Equal((1u << 17, 16u, 1u), (Config(bench, 48), Config(bench, 52), Config(bench, 56)));
    }

    [Fact]
    public void WriteAndRead_SeveralSegments_AreTheFile()
    {
        DriverBench bench = Start();
        byte[] data = Pattern(3 * 512);

        Assert.Equal(
            VirtioBlkStatus.VIRTIO_BLK_S_OK,
            Request(
                bench,
                VirtioBlkRequest.VIRTIO_BLK_T_OUT,
                5,
                bench.Readable(data.AsSpan(0, 512)),
                bench.Readable(data.AsSpan(512))));

        byte[] inFile = new byte[data.Length];
        FileContents.ReadAt(_file, inFile, 5 * 512);
        Assert.Equal(data, inFile);
        DriverBuffer first = bench.Writable(100);
        DriverBuffer second = bench.Writable((3 * 512) - 100);
        Assert.Equal(VirtioBlkStatus.VIRTIO_BLK_S_OK, Request(bench, VirtioBlkRequest.VIRTIO_BLK_T_IN, 5, first, second));
        Assert.Equal(data, bench.Contents(first).Concat(bench.Contents(second)));
    }

    [Fact]
    public void Read_HeaderAndDataInOddPieces_IsTheSame()
    {
        // How a request is cut into buffers means nothing (section 2.7.4).
        DriverBench bench = Start();
        FileContents.WriteAllAt(_file, Pattern(512), 0);
        byte[] header = Header(VirtioBlkRequest.VIRTIO_BLK_T_IN, 0);
        DriverBuffer all = bench.Writable(513);

        uint written = bench.Request(0, bench.Readable(header.AsSpan(0, 3)), bench.Readable(header.AsSpan(3)), all);

        Assert.Equal(513u, written);
        Assert.Equal(Pattern(512).Append((byte)0), bench.Contents(all));
    }

    [Theory]
    [InlineData(Sectors, 512)]
    [InlineData(Sectors - 1, 1024)]
    [InlineData(0, 511)]
    [InlineData(0, (Sectors * 512) + 512)]
    [InlineData(long.MaxValue, 512)]
    [InlineData(-1, 512)]
    [InlineData(1L << 55, 512)]
    public void ReadAndWrite_BeyondTheDiskOrNoWholeSectors_AreErrors(long sector, int length)
    {
        DriverBench bench = Start();
        DriverBuffer data = bench.Writable((uint)length);
        bench.Memory.GetSpan(data.Address, length).Fill(0x55);

        Assert.Equal(
            VirtioBlkStatus.VIRTIO_BLK_S_IOERR,
            Request(bench, VirtioBlkRequest.VIRTIO_BLK_T_OUT, unchecked((ulong)sector), data with { IsWritable = false }));
        Assert.Equal(
            VirtioBlkStatus.VIRTIO_BLK_S_IOERR, Request(bench, VirtioBlkRequest.VIRTIO_BLK_T_IN, unchecked((ulong)sector), data));

        Assert.All(bench.Contents(data), b => Assert.Equal(0, b));
        Assert.Equal(Sectors * 512, File.ReadAllBytes(_file.ProcPath).Length);
        Assert.All(File.ReadAllBytes(_file.ProcPath), b => Assert.Equal(0, b));
    }

    [Fact]
    public void Read_FileThatHasBecomeShorter_HasZeros()
    {
        DriverBench bench = Start();
        FileContents.WriteAllAt(_file, Pattern(1024), 0);
        _file.SetLength(600);
        DriverBuffer data = bench.Writable(1024);
        bench.Memory.GetSpan(data.Address, 1024).Fill(0x55);

        Assert.Equal(VirtioBlkStatus.VIRTIO_BLK_S_OK, Request(bench, VirtioBlkRequest.VIRTIO_BLK_T_IN, 0, data));

        Assert.Equal(Pattern(1024).Take(600).Concat(new byte[424]), bench.Contents(data));
    }

    [Fact]
    public void Flush_AfterAWrite_IsDone()
    {
        DriverBench bench = Start();

        Assert.Equal(VirtioBlkStatus.VIRTIO_BLK_S_OK, Request(bench, VirtioBlkRequest.VIRTIO_BLK_T_FLUSH, 0));
    }

    [Fact]
    public void Write_DriverWithoutFlush_IsDone()
    {
        DriverBench bench = Start(features: VirtioFeature.VIRTIO_F_VERSION_1);

        Assert.Equal(
            VirtioBlkStatus.VIRTIO_BLK_S_OK, Request(bench, VirtioBlkRequest.VIRTIO_BLK_T_OUT, 0, bench.Readable(Pattern(512))));
    }

    [Theory]
    [InlineData("data", 20)]
    [InlineData("12345678901234567890", 20)]
    [InlineData("data", 6)]
    public void GetId_OfADisk_IsItsSerial(string serial, int room)
    {
        DriverBench bench = Start(new BlkOptions { Serial = serial });
        DriverBuffer id = bench.Writable((uint)room);

        Assert.Equal(VirtioBlkStatus.VIRTIO_BLK_S_OK, Request(bench, VirtioBlkRequest.VIRTIO_BLK_T_GET_ID, 0, id));

        Assert.Equal(serial.PadRight(20, '\0')[..room], System.Text.Encoding.ASCII.GetString(bench.Contents(id)));
    }

    [Fact]
    public void ReadOnly_ADisk_RefusesEveryChange()
    {
        DriverBench bench = Start(new BlkOptions { IsReadOnly = true });

        Assert.Equal(VirtioBlkFeature.VIRTIO_BLK_F_RO, bench.OfferedFeatures() & (VirtioBlkFeature.VIRTIO_BLK_F_RO
            | VirtioBlkFeature.VIRTIO_BLK_F_DISCARD | VirtioBlkFeature.VIRTIO_BLK_F_WRITE_ZEROES));
        Assert.Equal(
            VirtioBlkStatus.VIRTIO_BLK_S_IOERR,
            Request(bench, VirtioBlkRequest.VIRTIO_BLK_T_OUT, 0, bench.Readable(Pattern(512))));
        Assert.Equal(
            VirtioBlkStatus.VIRTIO_BLK_S_UNSUPP,
            Request(bench, VirtioBlkRequest.VIRTIO_BLK_T_DISCARD, 0, bench.Readable(Range(0, 1, 0))));
        Assert.Equal(
            VirtioBlkStatus.VIRTIO_BLK_S_UNSUPP,
            Request(bench, VirtioBlkRequest.VIRTIO_BLK_T_WRITE_ZEROES, 0, bench.Readable(Range(0, 1, 0))));
        Assert.Equal(VirtioBlkStatus.VIRTIO_BLK_S_OK, Request(bench, VirtioBlkRequest.VIRTIO_BLK_T_IN, 0, bench.Writable(512)));
    }

    [Theory]
    [InlineData(VirtioBlkRequest.VIRTIO_BLK_T_DISCARD, 0)]
    [InlineData(VirtioBlkRequest.VIRTIO_BLK_T_WRITE_ZEROES, 0)]
    [InlineData(VirtioBlkRequest.VIRTIO_BLK_T_WRITE_ZEROES, 1)]
    public void Ranges_Several_AreZerosAfterwards(object type, uint flags)
    {
        DriverBench bench = Start();
        FileContents.WriteAllAt(_file, Pattern(Sectors * 512), 0);

        Assert.Equal(
            VirtioBlkStatus.VIRTIO_BLK_S_OK,
            Request(bench, (VirtioBlkRequest)type, 0, bench.Readable([.. Range(8, 8, flags), .. Range(Sectors - 8, 8, flags)])));

        byte[] expected = Pattern(Sectors * 512);
        Array.Clear(expected, 8 * 512, 8 * 512);
        Array.Clear(expected, (Sectors - 8) * 512, 8 * 512);
        Assert.Equal(expected, File.ReadAllBytes(_file.ProcPath));
    }

    [Fact]
    public void Ranges_OneThatIsWrong_LeaveAllAsItIs()
    {
        DriverBench bench = Start();
        byte[] before = Pattern(Sectors * 512);
        FileContents.WriteAllAt(_file, before, 0);
        byte[] good = Range(0, 8, 0);
        const VirtioBlkRequest Discard = VirtioBlkRequest.VIRTIO_BLK_T_DISCARD;
        const VirtioBlkRequest WriteZeroes = VirtioBlkRequest.VIRTIO_BLK_T_WRITE_ZEROES;

        byte[][] errors =
        [
            [.. good, .. Range(Sectors - 7, 8, 0)], [.. good, .. Range(ulong.MaxValue, 8, 0)], [.. good, .. Range(0, 0, 0)],
            [.. good, .. Range(0, uint.MaxValue, 0)], [.. good, 0], [.. Enumerable.Repeat(good, 17).SelectMany(r => r)],
        ];
        foreach (byte[] ranges in errors)
        {
            Assert.Equal(VirtioBlkStatus.VIRTIO_BLK_S_IOERR, Request(bench, Discard, 0, bench.Readable(ranges)));
            Assert.Equal(VirtioBlkStatus.VIRTIO_BLK_S_IOERR, Request(bench, WriteZeroes, 0, bench.Readable(ranges)));
        }

        Assert.Equal(VirtioBlkStatus.VIRTIO_BLK_S_IOERR, Request(bench, Discard, 0));
        Assert.Equal(
            VirtioBlkStatus.VIRTIO_BLK_S_UNSUPP, Request(bench, Discard, 0, bench.Readable([.. good, .. Range(8, 8, 1)])));
        Assert.Equal(
            VirtioBlkStatus.VIRTIO_BLK_S_UNSUPP, Request(bench, WriteZeroes, 0, bench.Readable([.. good, .. Range(8, 8, 2)])));
        Assert.Equal(before, File.ReadAllBytes(_file.ProcPath));
    }

    [Theory]
    [InlineData(2u)]
    [InlineData(14u)]
    [InlineData(0x8000_0000u)]
    public void Request_OfAKindThatIsNone_IsUnsupported(uint type)
    {
        DriverBench bench = Start();

        Assert.Equal(VirtioBlkStatus.VIRTIO_BLK_S_UNSUPP, Request(bench, (VirtioBlkRequest)type, 0, bench.Writable(512)));
    }

    [Fact]
    public void Request_WithoutAWholeHeader_StopsTheDevice()
    {
        DriverBench bench = Start();
        bench.Queue(0).Add(bench.Readable(new byte[15]), bench.Writable(1));
        bench.Kick(0);

        Assert.Equal(VirtioFault.RequestTooShort, bench.WaitFault());
    }

    [Fact]
    public void Request_WithoutRoomForItsStatus_StopsTheDevice()
    {
        DriverBench bench = Start();
        bench.Queue(0).Add(bench.Readable(Header(VirtioBlkRequest.VIRTIO_BLK_T_FLUSH, 0)));
        bench.Kick(0);

        Assert.Equal(VirtioFault.RequestTooShort, bench.WaitFault());
    }

    [Fact]
    public void Write_DiskOfTheHostIsFull_IsAnErrorAndTheDeviceGoesOn()
    {
        if (Environment.UserName != "root")
        {
            Assert.Skip("a file system of 64 KiB needs root");
        }

        const int DiskSectors = 512;
        using MountTree small = MountTree.Create(new FileSystemOptions("tmpfs", null, ["size=64k"]), MountAttributes.None);
        using FileDescriptor file = FileSystem.Open("disk", OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0b110_000_000, small);
        DurableFiles.SetLength(file, "disk", DiskSectors * 512);
        using var bench = new DriverBench(new BlkDevice(file, new BlkOptions()));
        bench.Start();
        DriverBuffer data = bench.Readable(Pattern(32 << 10));

        Assert.Equal(VirtioBlkStatus.VIRTIO_BLK_S_OK, Request(bench, VirtioBlkRequest.VIRTIO_BLK_T_OUT, 0, data));
        Assert.Equal(VirtioBlkStatus.VIRTIO_BLK_S_OK, Request(bench, VirtioBlkRequest.VIRTIO_BLK_T_OUT, 64, data));
        Assert.Equal(VirtioBlkStatus.VIRTIO_BLK_S_IOERR, Request(bench, VirtioBlkRequest.VIRTIO_BLK_T_OUT, 128, data));

        // Room that is given back can be used again.
        Assert.Equal(
            VirtioBlkStatus.VIRTIO_BLK_S_OK,
            Request(bench, VirtioBlkRequest.VIRTIO_BLK_T_DISCARD, 0, bench.Readable(Range(0, 128, 0))));
        Assert.Equal(VirtioBlkStatus.VIRTIO_BLK_S_OK, Request(bench, VirtioBlkRequest.VIRTIO_BLK_T_OUT, 128, data));
    }

    [Theory]
    [InlineData(0u, "")]
    [InlineData(256u, "")]
    [InlineData(1000u, "")]
    [InlineData(512u, "123456789012345678901")]
    [InlineData(512u, "über")]
    public void Options_ThatCannotBe_AreRefused(uint blockBytes, string serial) => Assert.Throws<ArgumentException>(
        () => new BlkDevice(_file, new BlkOptions { BlockBytes = blockBytes, Serial = serial }));

    private static byte[] Pattern(int length)
    {
        byte[] data = new byte[length];
        new Random(5).NextBytes(data);
        return data;
    }

    private static byte[] Header(VirtioBlkRequest type, ulong sector)
    {
        byte[] header = new byte[VirtioBlk.RequestHeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)type);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8), sector);
        return header;
    }

    private static byte[] Range(ulong sector, uint sectors, uint flags)
    {
        byte[] range = new byte[VirtioBlk.RangeBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(range, sector);
        BinaryPrimitives.WriteUInt32LittleEndian(range.AsSpan(8), sectors);
        BinaryPrimitives.WriteUInt32LittleEndian(range.AsSpan(12), flags);
        return range;
    }

    private static uint Config(DriverBench bench, ulong offset) =>
        bench.Transport.Get(VirtioMmio.VIRTIO_MMIO_CONFIG + offset);

    private static VirtioBlkStatus Request(
        DriverBench bench, VirtioBlkRequest type, ulong sector, params ReadOnlySpan<DriverBuffer> data)
    {
        DriverBuffer status = bench.Writable(1);
        bench.Memory.GetSpan(status.Address, 1)[0] = 0xff;
        uint expected = 1;
        foreach (DriverBuffer buffer in data)
        {
            expected += buffer.IsWritable ? buffer.LengthBytes : 0;
        }

        Assert.Equal(expected, bench.Request(0, [bench.Readable(Header(type, sector)), .. data, status]));
        return (VirtioBlkStatus)bench.Contents(status)[0];
    }

    private DriverBench Start(BlkOptions? options = null, ulong features = AllFeatures)
    {
        _bench = new DriverBench(new BlkDevice(_file, options ?? new BlkOptions()));
        _bench.Start(features);
        return _bench;
    }
}
