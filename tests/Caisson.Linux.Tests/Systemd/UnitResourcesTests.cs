using Caisson.Linux.Cgroups;
using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Systemd;

namespace Caisson.Linux.Tests.Systemd;

public class UnitResourcesTests
{
    private const string Max = "18446744073709551615";

    [Fact]
    public void ForVersion2_Memory_CountsSwapAlone() => Assert.Equal(
        ["MemoryMax=100", "MemoryLow=50", "MemorySwapMax=30"],
        Version2(new() { Memory = new() { Limit = 100, Reservation = 50, Swap = 130 } }));

    [Theory]
    [InlineData(-1L, null, "MemoryMax=" + Max + " MemorySwapMax=" + Max)]
    [InlineData(100L, -1L, "MemoryMax=100 MemorySwapMax=" + Max)]
    [InlineData(100L, 100L, "MemoryMax=100 MemorySwapMax=0")]
    [InlineData(100L, 0L, "MemoryMax=100")]
    [InlineData(null, 200L, "MemorySwapMax=190")]
    [InlineData(null, 5L, "")]
    [InlineData(0L, null, "")]
    public void ForVersion2_MemoryAndSwap_AreWhatIsGiven(long? limit, long? swap, string expected) => Assert.Equal(
        expected, string.Join(' ', Version2(new() { Memory = new() { Limit = limit, Swap = swap } }, present: 10)));

    [Theory]
    [InlineData(50000L, 100000ul, "CPUQuotaPeriodUSec=100000 CPUQuotaPerSecUSec=500000")]
    [InlineData(50000L, null, "CPUQuotaPerSecUSec=500000")]
    [InlineData(12345L, 100000ul, "CPUQuotaPeriodUSec=100000 CPUQuotaPerSecUSec=130000")]
    [InlineData(-1L, null, "CPUQuotaPerSecUSec=" + Max)]
    [InlineData(null, 50000ul, "CPUQuotaPeriodUSec=50000 CPUQuotaPerSecUSec=" + Max)]
    [InlineData(long.MaxValue, 1000ul, "CPUQuotaPeriodUSec=1000 CPUQuotaPerSecUSec=" + Max)]
    public void ForVersion2_Quota_IsForASecondRoundedUp(long? quota, ulong? period, string expected) =>
        Assert.Equal(expected, string.Join(' ', Version2(new() { Cpu = new() { Quota = quota, Period = period } })));

    [Fact]
    public void ForVersion2_Sets_AreMasks() => Assert.Equal(
        ["AllowedCPUs=0d80", "AllowedMemoryNodes=01"],
        Version2(new() { Cpu = new() { Cpus = "0,2-3,15", Mems = "0" } }));

    [Fact]
    public void ForVersion2_SetThatIsNone_IsRefused() =>
        Assert.Throws<CgroupException>(() => Version2(new() { Cpu = new() { Cpus = "3-1" } }));

    [Theory]
    [InlineData(1024ul, null, 252, "CPUWeight=39")]
    [InlineData(null, 1L, 252, "CPUWeight=0")]
    [InlineData(1024ul, 1L, 251, "CPUWeight=39")]
    [InlineData(null, 0L, 252, "")]
    public void ForVersion2_Shares_AreAWeight(ulong? shares, long? idle, int version, string expected) =>
        Assert.Equal(expected, string.Join(' ', Version2(new() { Cpu = new() { Shares = shares, Idle = idle } }, version: version)));

    [Theory]
    [InlineData(7L, "TasksMax=7")]
    [InlineData(-1L, "TasksMax=" + Max)]
    [InlineData(0L, "")]
    public void ForVersion2_Pids_AreTasks(long limit, string expected) =>
        Assert.Equal(expected, string.Join(' ', Version2(new() { PidsLimit = limit })));

    [Fact]
    public void ForVersion2_UnifiedFiles_AreProperties() => Assert.Equal(
        ["CPUQuotaPeriodUSec=50000", "CPUQuotaPerSecUSec=500000", "MemoryHigh=7", "TasksMax=" + Max, "AllowedCPUs=02"],
        Version2(new()
        {
            Unified =
            [
                new("cpu.max", "25000 50000"), new("memory.high", "7"), new("pids.max", "max"), new("cpuset.cpus", "1"),
                new("io.max", "8:0 rbps=1"), new("memory.low", "lots"),
            ],
        }));

    [Fact]
    public void ForVersion1_Limits_HaveTheOldNames() => Assert.Equal(
        ["MemoryLimit=100", "CPUShares=1024", "CPUQuotaPerSecUSec=500000", "BlockIOWeight=500", "TasksMax=9"],
        Texts(UnitResources.ForVersion1(new()
        {
            Memory = new() { Limit = 100, Swap = 130 },
            Cpu = new() { Shares = 1024, Quota = 50000 },
            BlockIo = new() { Weight = 500 },
            PidsLimit = 9,
        })));

    [Fact]
    public void ForVersion2_Devices_AreAListOfWhatIsAllowed() => Assert.Equal(
        ["DevicePolicy=strict", "DeviceAllow=[(char-*, m), (/dev/char/1:3, rwm), (char-mem, r), (/dev/block/8:0, w)]"],
        Version2(new()
        {
            Devices =
            [
                new(false, CgroupDeviceType.Any, null, null, CgroupDeviceAccess.All),
                new(true, CgroupDeviceType.Character, null, null, CgroupDeviceAccess.MakeNode),
                new(true, CgroupDeviceType.Character, 1, 3, CgroupDeviceAccess.All),
                new(true, CgroupDeviceType.Character, 1, null, CgroupDeviceAccess.Read),
                new(true, CgroupDeviceType.Block, 8, 0, CgroupDeviceAccess.Write),
            ],
        }));

    [Fact]
    public void ForVersion2_AllDevices_IsNoFilterOfSystemds() => Assert.Equal(
        ["DevicePolicy=auto", "DeviceAllow=[]"],
        Version2(new() { Devices = [new(true, CgroupDeviceType.Any, null, null, CgroupDeviceAccess.All)] }));

    [Fact]
    public void ForVersion2_RulesThatNoListCanSay_AreLeftToTheContainersFilter()
    {
        CgroupDeviceRule[] rules =
        [
            new(true, CgroupDeviceType.Character, 1, null, CgroupDeviceAccess.All),
            new(false, CgroupDeviceType.Character, 1, 7, CgroupDeviceAccess.All),
        ];

        Assert.Equal(["DevicePolicy=auto", "DeviceAllow=[]"], Version2(new() { Devices = rules }));
        Assert.Equal(["DevicePolicy=strict", "DeviceAllow=[]"], Texts(UnitResources.ForVersion1(new() { Devices = rules })));
    }

    private static string[] Version2(CgroupResources resources, long? present = null, int version = 252) =>
        Texts(UnitResources.ForVersion2(resources, present, () => version));

    private static string[] Texts(IReadOnlyList<UnitProperty> properties) => [.. properties.Select(static p => p.ToString())];
}
