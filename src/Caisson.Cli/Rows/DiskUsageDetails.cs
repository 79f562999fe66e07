using System.Globalization;
using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Formatting.Tables;
using Caisson.Formatting.Text;

namespace Caisson.Cli.Rows;

/// <summary>What an engine keeps on disk, thing by thing.</summary>
internal static class DiskUsageDetails
{
    private const int SizeDigits = 3;

    /// <summary>The text.</summary>
    /// <param name="usage">The engine's answer.</param>
    /// <param name="now">The time.</param>
    internal static string Text(JsonElement usage, DateTimeOffset now)
    {
        ContainerRows rows = new(now, inFull: false);
        long builds = usage.Items("BuildCache").Where(b => !b.Is("Shared")).Sum(b => b.Number("Size") ?? 0);
        return Section(
                "Images space usage:",
                "REPOSITORY\tTAG\tIMAGE ID\tCREATED\tSIZE\tSHARED SIZE\tUNIQUE SIZE\tCONTAINERS",
                usage.Items("Images").Select(i => Image(i, now)))
            + Section(
                "Containers space usage:",
                "CONTAINER ID\tIMAGE\tCOMMAND\tLOCAL VOLUMES\tSIZE\tCREATED\tSTATUS\tNAMES",
                usage.Items("Containers").Select(c => Container(rows, c)))
            + Section("Local Volumes space usage:", "VOLUME NAME\tLINKS\tSIZE", usage.Items("Volumes").Select(Volume))
            + Section(
                $"Build cache usage: {HumanSize.Of(builds)}",
                "CACHE ID\tCACHE TYPE\tSIZE\tCREATED\tLAST USED\tUSAGE\tSHARED",
                usage.Items("BuildCache").Select(b => Build(b, now)))[..^1];
    }

    private static string Section(string title, string head, IEnumerable<string> lines) =>
        $"{title}\n\n{TableText.Align(string.Concat(lines.Prepend(head).Select(l => l + "\n")))}\n";

    private static string Image(JsonElement image, DateTimeOffset now)
    {
        string name = image.Texts("RepoTags").FirstOrDefault() ?? "<none>:<none>";
        int colon = name.LastIndexOf(':');
        long size = image.Number("Size") ?? 0;
        long shared = Math.Max(image.Number("SharedSize") ?? 0, 0);
        return string.Join(
            '\t', name[..colon], name[(colon + 1)..], Shortened.Id(image.Text("Id")),
            $"{HumanDuration.Of(now - DateTimeOffset.FromUnixTimeSeconds(image.Number("Created") ?? 0))} ago",
            HumanSize.Of(size, SizeDigits), HumanSize.Of(shared), HumanSize.Of(size - shared), $"{image.Number("Containers")}");
    }

    private static string Container(ContainerRows rows, JsonElement container)
    {
        var row = rows.Of(container);
        string Cell(string name) => row.TryGet(name, out object? value) ? value as string ?? "" : "";
        return string.Join(
            '\t', Cell("ID"), Cell("Image"), Cell("Command"), Cell("LocalVolumes"), HumanSize.Of(container.Number("SizeRw") ?? 0, SizeDigits),
            Cell("RunningFor"), Cell("Status"), Cell("Names"));
    }

    private static string Volume(JsonElement volume) => string.Join(
        '\t', volume.Text("Name"), $"{volume.Number("UsageData", "RefCount")}", HumanSize.Of(volume.Number("UsageData", "Size") ?? 0));

    private static string Build(JsonElement build, DateTimeOffset now)
    {
        string Since(string field) =>
            DateTimeOffset.TryParse(build.Text(field), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
                ? $"{HumanDuration.Of(now - time)} ago" : "";
        return string.Join(
            '\t', Shortened.Id(build.Text("ID")) + (build.Is("InUse") ? "*" : ""), build.Text("Type"), HumanSize.Of(build.Number("Size") ?? 0, SizeDigits),
            Since("CreatedAt"), Since("LastUsedAt"), $"{build.Number("UsageCount")}", build.Is("Shared") ? "true" : "false");
    }
}
