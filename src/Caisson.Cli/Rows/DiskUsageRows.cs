using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Formatting.Templates;
using Caisson.Formatting.Text;

namespace Caisson.Cli.Rows;

/// <summary>What an engine keeps on disk, as lines of a list: one for each kind.</summary>
internal static class DiskUsageRows
{
    /// <summary>The usual table.</summary>
    internal const string Table = "{{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}";

    private const string TypeName = "*formatter.diskUsageContext";

    /// <summary>The names of the columns.</summary>
    internal static TemplateRecord Headers { get; } = new TemplateRecord { TypeName = TypeName }
        .Add("Type", "TYPE")
        .Add("TotalCount", "TOTAL")
        .Add("Active", "ACTIVE")
        .Add("Size", "SIZE")
        .Add("Reclaimable", "RECLAIMABLE");

    /// <summary>The lines.</summary>
    /// <param name="usage">The engine's answer.</param>
    internal static IEnumerable<TemplateRecord> Of(JsonElement usage)
    {
        JsonElement[] images = [.. usage.Items("Images")];
        long layers = usage.Number("LayersSize") ?? 0;
        long used = images.Where(i => i.Number("Containers") is > 0).Sum(i => (i.Number("Size") ?? 0) - Math.Max(i.Number("SharedSize") ?? 0, 0));
        yield return Row("Images", images.Length, images.Count(i => i.Number("Containers") is > 0), layers, layers - used, withShare: true);

        JsonElement[] containers = [.. usage.Items("Containers")];
        JsonElement[] running = [.. containers.Where(c => c.Text("State") is "running" or "paused" or "restarting")];
        long all = containers.Sum(c => c.Number("SizeRw") ?? 0);
        yield return Row("Containers", containers.Length, running.Length, all, all - running.Sum(c => c.Number("SizeRw") ?? 0), withShare: true);

        JsonElement[] volumes = [.. usage.Items("Volumes")];
        long Size(IEnumerable<JsonElement> some) => some.Sum(v => Math.Max(v.Number("UsageData", "Size") ?? 0, 0));
        JsonElement[] unused = [.. volumes.Where(v => v.Number("UsageData", "RefCount") is null or 0)];
        yield return Row("Local Volumes", volumes.Length, volumes.Length - unused.Length, Size(volumes), Size(unused), withShare: true);

        JsonElement[] builds = [.. usage.Items("BuildCache")];
        yield return Row(
            "Build Cache", builds.Length, builds.Count(b => b.Is("InUse")), builds.Where(b => !b.Is("Shared")).Sum(b => b.Number("Size") ?? 0),
            builds.Where(b => !b.Is("InUse") && !b.Is("Shared")).Sum(b => b.Number("Size") ?? 0), withShare: false);
    }

    private static TemplateRecord Row(string type, int count, int active, long size, long reclaimable, bool withShare)
    {
        string share = withShare && size > 0 ? $" ({reclaimable * 100 / size}%)" : "";
        return new TemplateRecord { TypeName = TypeName, EscapesHtml = true }
            .Add("Active", $"{active}")
            .Add("Reclaimable", HumanSize.Of(reclaimable) + share)
            .Add("Size", HumanSize.Of(size))
            .Add("TotalCount", $"{count}")
            .Add("Type", type);
    }
}
