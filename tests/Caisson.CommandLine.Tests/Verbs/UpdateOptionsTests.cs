using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime;
using Caisson.Runtime.CommandLine.Options;
using Caisson.Runtime.CommandLine.Verbs;

namespace Caisson.CommandLine.Tests.Verbs;

public class UpdateOptionsTests
{
    [Fact]
    public void ToResources_EveryOption_IsHandedOn()
    {
        LinuxResources resources = Parse(
            "--blkio-weight", "100", "--cpu-period", "1", "--cpu-quota", "-2", "--cpu-burst", "3", "--cpu-share", "4",
            "--cpu-rt-period", "5", "--cpu-rt-runtime", "6", "--cpuset-cpus", "0-1", "--cpuset-mems", "0",
            "--cpu-idle", "1", "--memory", "100m", "--memory-reservation", "50m", "--memory-swap", "-1", "--pids-limit",
            "0x10").ToResources();
        Assert.Equal((ushort)100, resources.BlockIO!.Weight);
        Assert.Equal(
            new CpuResources
            {
                Period = 1,
                Quota = -2,
                Burst = 3,
                Shares = 4,
                RealtimePeriod = 5,
                RealtimeRuntime = 6,
                Cpus = "0-1",
                Mems = "0",
                Idle = 1,
            },
            resources.Cpu);
        Assert.Equal(new MemoryResources { Limit = 100 << 20, Reservation = 50 << 20, Swap = -1 }, resources.Memory);
        Assert.Equal(16, resources.Pids!.Limit);
    }

    [Fact]
    public void ToResources_NoOptions_ChangesNothing()
    {
        LinuxResources resources = Parse().ToResources();
        Assert.Null(resources.BlockIO);
        Assert.Null(resources.Cpu);
        Assert.Null(resources.Memory);
        Assert.Null(resources.Pids);
    }

    [Theory]
    [InlineData("invalid value for memory: \"x\"", "--memory", "x")]
    [InlineData("invalid value for memory: \"-2\"", "--memory=-2")]
    [InlineData("invalid value for cpu-share: \"abc\"", "--cpu-share", "abc")]
    [InlineData("invalid value for cpu-period: \"-1\"", "--cpu-period", "-1")]
    [InlineData("invalid value for cpu-period: \"99999999999999999999\"", "--cpu-period", "99999999999999999999")]
    [InlineData("invalid value for cpu-quota: \"1.5\"", "--cpu-quota", "1.5")]
    [InlineData("invalid value for blkio-weight: -1", "--blkio-weight", "-1")]
    [InlineData("invalid value for blkio-weight: 65536", "--blkio-weight", "65536")]
    public void ToResources_ValueThatCannotBeRead_NamesTheOption(string message, params string[] line)
    {
        ContainerException error = Assert.Throws<ContainerException>(() => Parse(line).ToResources());
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToShares_IntelRdt_IsWhatIsGiven()
    {
        Assert.Null(Parse().ToShares());
        Assert.Equal("L3:0=f", Parse("--l3-cache-schema", "L3:0=f").ToShares()!.L3CacheSchema);
        Assert.Equal("MB:0=50", Parse("--mem-bw-schema", "MB:0=50").ToShares()!.MemBwSchema);
    }

    private static UpdateOptions Parse(params string[] line)
    {
        UpdateOptions options = new();
        OptionParser.ParseAnywhere(options.All, line);
        return options;
    }
}
