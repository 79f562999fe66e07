using System.Globalization;
using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Formatting.Templates;
using Caisson.Formatting.Text;

namespace Caisson.Cli.Rows;

/// <summary>What containers use, as lines of a list.</summary>
internal static class StatsRows
{
    /// <summary>The usual table.</summary>
    internal const string Table = "{{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}";

    private const string TypeName = "*container.statsContext";
    private const string Unknown = "--";
    private const int SizeDigits = 3;

    /// <summary>The names of the columns.</summary>
    internal static TemplateRecord Headers { get; } = new TemplateRecord { TypeName = TypeName }
        .Add("Container", "CONTAINER")
        .Add("Name", "NAME")
        .Add("ID", "CONTAINER ID")
        .Add("CPUPerc", "CPU %")
        .Add("MemUsage", "MEM USAGE / LIMIT")
        .Add("MemPerc", "MEM %")
        .Add("NetIO", "NET I/O")
        .Add("BlockIO", "BLOCK I/O")
        .Add("PIDs", "PIDS");

    /// <summary>The line of a container.</summary>
    /// <param name="container">How it was named.</param>
    /// <param name="sample">What the engine has measured last; undefined for nothing.</param>
    /// <param name="inFull">Whether ids are shown in full.</param>
    internal static TemplateRecord Of(string container, JsonElement sample, bool inFull)
    {
        string id = sample.Text("id");
        bool isKnown = id.Length > 0;
        double used = Memory(sample);
        double limit = sample.Number("memory_stats", "limit") ?? 0;
        (double read, double written) = Blocks(sample);
        return new TemplateRecord { TypeName = TypeName, EscapesHtml = true }
            .Add("BlockIO", isKnown ? $"{HumanSize.Of(read, SizeDigits)} / {HumanSize.Of(written, SizeDigits)}" : Unknown)
            .Add("CPUPerc", isKnown ? Percent(Processors(sample)) : Unknown)
            .Add("Container", container)
            .Add("ID", !isKnown ? Unknown : inFull ? id : Shortened.Id(id))
            .Add("MemPerc", isKnown ? Percent(limit > 0 ? used / limit * 100 : 0) : Unknown)
            .Add("MemUsage", isKnown ? $"{HumanSize.Binary(used)} / {HumanSize.Binary(limit)}" : $"{Unknown} / {Unknown}")
            .Add("Name", isKnown ? sample.Text("name").TrimStart('/') : Unknown)
            .Add("NetIO", isKnown ? $"{Network(sample, "rx_bytes")} / {Network(sample, "tx_bytes")}" : Unknown)
            .Add("PIDs", isKnown ? (sample.Number("pids_stats", "current") ?? 0).ToString(CultureInfo.InvariantCulture) : Unknown);
    }

    private static string Percent(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.00}%");

    // What the page cache could give back at once does not count.
    private static double Memory(JsonElement sample)
    {
        long usage = sample.Number("memory_stats", "usage") ?? 0;
        long cache = sample.Number("memory_stats", "stats", "total_inactive_file") ?? sample.Number("memory_stats", "stats", "inactive_file") ?? 0;
        return cache < usage ? usage - cache : usage;
    }

    private static double Processors(JsonElement sample)
    {
        double used = (sample.Number("cpu_stats", "cpu_usage", "total_usage") ?? 0) - (double)(sample.Number("precpu_stats", "cpu_usage", "total_usage") ?? 0);
        double passed = (sample.Number("cpu_stats", "system_cpu_usage") ?? 0) - (double)(sample.Number("precpu_stats", "system_cpu_usage") ?? 0);
        double count = sample.Number("cpu_stats", "online_cpus") is > 0 and long online
            ? online
            : sample.Items("cpu_stats", "cpu_usage", "percpu_usage").Count();
        return used > 0 && passed > 0 ? used / passed * count * 100 : 0;
    }

    private static string Network(JsonElement sample, string name) =>
        HumanSize.Of(sample.Fields("networks").Sum(n => (double)(n.Value.Number(name) ?? 0)), SizeDigits);

    private static (double Read, double Written) Blocks(JsonElement sample)
    {
        JsonElement[] all = [.. sample.Items("blkio_stats", "io_service_bytes_recursive")];
        double Sum(char first) => all.Where(b => b.Text("op") is { Length: > 0 } op && char.ToLowerInvariant(op[0]) == first).Sum(b => (double)(b.Number("value") ?? 0));
        return (Sum('r'), Sum('w'));
    }
}
