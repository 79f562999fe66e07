using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Caisson.Bench.Measurement;

namespace Caisson.Bench.Runtime;

/// <summary>The figures of <see cref="RuntimeBench"/> for people and for programs.</summary>
public static class RuntimeReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>A table of medians, with each figure's ratio to the first contender's.</summary>
    /// <param name="contenders">The contenders, measured.</param>
    /// <param name="options">How often they were.</param>
    public static string Table(IReadOnlyList<Contender> contenders, RuntimeOptions options)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"medians of {options.Runs} runs each, alternating, after {options.Warmup} that do not count");
        text.AppendLine(CultureInfo.InvariantCulture, $"{"",-34}{string.Concat(contenders.Select(c => $"{c.Name,22}"))}");
        foreach ((string label, string name) in new[]
        {
            ("create + start + wait + delete", "lifecycle"), ("  create", "create"), ("  start", "start"), ("  wait", "wait"),
            ("  delete", "delete"), ("exec", "exec"),
        })
        {
            Row(text, label, [.. contenders.Select(c => Summary.Median(c.Times[name]))], "ms", "0.00");
        }

        foreach (string name in contenders[0].Memory.Keys)
        {
            Row(text, $"peak memory, {name}", [.. contenders.Select(c => c.Memory[name].Max() / 1024)], "MiB", "0.0");
        }

        foreach (Contender contender in contenders)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{contender.Name}: {contender.Version}{(contender.Note is null ? "" : "; " + contender.Note)}");
        }

        return text.ToString();
    }

    /// <summary>Everything, each sample included.</summary>
    /// <param name="contenders">The contenders, measured.</param>
    /// <param name="options">How often they were.</param>
    /// <param name="host">Where.</param>
    public static string Json(IReadOnlyList<Contender> contenders, RuntimeOptions options, JsonObject host)
    {
        var figures = new JsonArray();
        foreach (Contender contender in contenders)
        {
            foreach ((string unit, Dictionary<string, List<double>> measured) in new[] { ("ms", contender.Times), ("KiB", contender.Memory) })
            {
                foreach ((string name, List<double> samples) in measured)
                {
                    figures.Add(Figure(contender.Name, name, unit, samples));
                }
            }
        }

        return new JsonObject
        {
            ["bench"] = "runtime",
            ["runs"] = options.Runs,
            ["host"] = host,
            ["contenders"] = new JsonArray([.. contenders.Select(c => new JsonObject
            {
                ["name"] = c.Name, ["version"] = c.Version, ["note"] = c.Note,
            })]),
            ["figures"] = figures,
        }.ToJsonString(Indented);
    }

    private static JsonObject Figure(string contender, string name, string unit, List<double> samples) => new()
    {
        ["contender"] = contender,
        ["name"] = name,
        ["unit"] = unit,
        ["median"] = Math.Round(Summary.Median(samples), 3),
        ["p10"] = Math.Round(Summary.Percentile(samples, 0.1), 3),
        ["p90"] = Math.Round(Summary.Percentile(samples, 0.9), 3),
        ["samples"] = new JsonArray([.. samples.Select(s => JsonValue.Create(Math.Round(s, 3)))]),
    };

    private static void Row(StringBuilder text, string label, IReadOnlyList<double> values, string unit, string format)
    {
        text.Append(CultureInfo.InvariantCulture, $"{label,-34}");
        for (int i = 0; i < values.Count; i++)
        {
            string ratio = i == 0 || values[0] == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({values[i] / values[0]:0.0} x)");
            text.Append(CultureInfo.InvariantCulture, $"{values[i].ToString(format, CultureInfo.InvariantCulture) + " " + unit + ratio,22}");
        }

        text.AppendLine();
    }
}
