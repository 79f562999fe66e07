using System.Text.Json;
using Caisson.Cli.Rows;
using Caisson.Formatting.Templates;

namespace Caisson.Cli.Tests.Rows;

public sealed class StatsRowsTests
{
    [Fact]
    public void Of_Sample_IsCounted()
    {
        using JsonDocument sample = JsonDocument.Parse("""
            {
              "id": "0123456789abcdef", "name": "/web",
              "cpu_stats": { "cpu_usage": { "total_usage": 300 }, "system_cpu_usage": 2000, "online_cpus": 2 },
              "precpu_stats": { "cpu_usage": { "total_usage": 100 }, "system_cpu_usage": 1000 },
              "memory_stats": { "usage": 3145728, "limit": 10485760, "stats": { "inactive_file": 1048576 } },
              "networks": { "eth0": { "rx_bytes": 1000, "tx_bytes": 20 }, "eth1": { "rx_bytes": 500, "tx_bytes": 0 } },
              "blkio_stats": { "io_service_bytes_recursive": [ { "op": "Read", "value": 5 }, { "op": "write", "value": 7000 } ] },
              "pids_stats": { "current": 3 }
            }
            """);

        TemplateRecord row = StatsRows.Of("web", sample.RootElement, inFull: false);

        Assert.Equal(
            "0123456789ab web 40.00% 2MiB / 10MiB 20.00% 1.5kB / 20B 5B / 7kB 3",
            Template.Parse("{{.ID}} {{.Name}} {{.CPUPerc}} {{.MemUsage}} {{.MemPerc}} {{.NetIO}} {{.BlockIO}} {{.PIDs}}").Render(row));
    }

    [Fact]
    public void Of_Nothing_HasDashes() =>
        Assert.Equal("-- -- -- / --", Template.Parse("{{.ID}} {{.CPUPerc}} {{.MemUsage}}").Render(StatsRows.Of("x", default, inFull: false)));
}
