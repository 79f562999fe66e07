using Caisson.Engine.Processes;

namespace Caisson.Engine.Tests.Processes;

public sealed class HostFiguresTests
{
    [Fact]
    public void Parse_NetDev_HasAllInterfacesButTheLoopback()
    {
        const string Text = """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo:     100       1    0    0    0     0          0         0      100       1    0    0    0     0       0          0
              eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16
            """;

        Assert.Equal([new InterfaceCounters("eth0", 1, 2, 3, 4, 9, 10, 11, 12)], HostFigures.Parse(Text));
    }

    [Fact]
    public void ReadCpu_Host_HasProcessorsAndTime()
    {
        (ulong ns, int cpus) = HostFigures.ReadCpu();

        Assert.InRange(cpus, 1, 100_000);
        Assert.NotEqual(0ul, ns);
        Assert.NotEqual(0ul, HostFigures.ReadMemory());
    }
}
