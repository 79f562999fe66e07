using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Caisson.Bench.Measurement;

/// <summary>The samples of one contender, by the name of what was measured.</summary>
/// <param name="Contender">What the report calls it.</param>
/// <param name="Version">Its version.</param>
/// <param name="Note">What is different for it, or null.</param>
/// <param name="Milliseconds">Times.</param>
/// <param name="KiB">Memory.</param>
public sealed record Figures(
    string Contender,
    string Version,
    string? Note,
    IReadOnlyDictionary<string, List<double>> Milliseconds,
    IReadOnlyDictionary<string, List<double>> KiB)
{
    private const int LabelWidth = 36;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Gigabits a second, by what was measured.</summary>
    public IReadOnlyDictionary<string, List<double>> Gigabits { get; init; } = new Dictionary<string, List<double>>();

    /// <summary>What stands before the names of memory in the table.</summary>
    public string MemoryLabel { get; init; } = "peak memory, ";

    /// <summary>A table with a column for each contender, and each figure's ratio to the first contender's.</summary>
    /// <param name="heading">The line above it.</param>
    /// <param name="all">The contenders, the one that the others are compared with first.</param>
    /// <param name="times">Labels and names of the times to show, as medians.</param>
    public static string Table(string heading, IReadOnlyList<Figures> all, IEnumerable<(string Label, string Name)> times)
    {
        var text = new StringBuilder();
        text.AppendLine(heading);
        text.AppendLine(CultureInfo.InvariantCulture, $"{"",-LabelWidth}{string.Concat(all.Select(c => $"{c.Contender,22}"))}");
        foreach ((string label, string name) in times)
        {
            Row(text, label, [.. all.Select(c => Summary.Median(c.Milliseconds[name]))], "ms", "0.00");
        }

        foreach (string name in all[0].KiB.Keys)
        {
            Row(text, all[0].MemoryLabel + name, [.. all.Select(c => c.KiB[name].Max() / 1024)], "MiB", "0.0");
        }

        foreach (string name in all[0].Gigabits.Keys)
        {
            Row(text, name, [.. all.Select(c => Summary.Median(c.Gigabits[name]))], "Gbit/s", "0.0");
        }

        foreach (Figures contender in all)
        {
            text.AppendLine($"{contender.Contender}: {contender.Version}{(contender.Note is null ? "" : "; " + contender.Note)}");
        }

        return text.ToString();
    }

    /// <summary>Everything, each sample included.</summary>
    /// <param name="bench">The bench's name.</param>
    /// <param name="all">The contenders.</param>
    /// <param name="host">Where.</param>
    public static string Json(string bench, IReadOnlyList<Figures> all, JsonObject host) => new JsonObject
    {
        ["bench"] = bench,
        ["host"] = host,
        ["contenders"] = new JsonArray([.. all.Select(c => new JsonObject
        {
            ["name"] = c.Contender, ["version"] = c.Version, ["note"] = c.Note,
        })]),
        ["figures"] = new JsonArray([.. all.SelectMany(c => c.ToJson())]),
    }.ToJsonString(Indented);

    private IEnumerable<JsonNode> ToJson()
    {
        foreach ((string unit, IReadOnlyDictionary<string, List<double>> measured) in new[] { ("ms", Milliseconds), ("KiB", KiB), ("Gbit/s", Gigabits) })
        {
            foreach ((string name, List<double> samples) in measured)
            {
                yield return new JsonObject
                {
                    ["contender"] = Contender,
                    ["name"] = name,
                    ["unit"] = unit,
                    ["median"] = Math.Round(Summary.Median(samples), 3),
                    ["p10"] = Math.Round(Summary.Percentile(samples, 0.1), 3),
                    ["p90"] = Math.Round(Summary.Percentile(samples, 0.9), 3),
                    ["samples"] = new JsonArray([.. samples.Select(s => JsonValue.Create(Math.Round(s, 3)))]),
                };
            }
        }
    }

    private static void Row(StringBuilder text, string label, IReadOnlyList<double> values, string unit, string format)
    {
        text.Append(CultureInfo.InvariantCulture, $"{label,-LabelWidth}");
        for (int i = 0; i < values.Count; i++)
        {
            string ratio = i == 0 || values[0] == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({values[i] / values[0]:0.0} x)");
            text.Append(CultureInfo.InvariantCulture, $"{values[i].ToString(format, CultureInfo.InvariantCulture) + " " + unit + ratio,22}");
        }

        text.AppendLine();
    }
}
