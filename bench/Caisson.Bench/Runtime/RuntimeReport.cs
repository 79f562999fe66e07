using System.Globalization;
using System.Text.Json.Nodes;
using Caisson.Bench.Measurement;

namespace Caisson.Bench.Runtime;

/// <summary>The figures of <see cref="RuntimeBench"/> for people and for programs.</summary>
public static class RuntimeReport
{
    /// <summary>A table of medians, with each figure's ratio to the first contender's.</summary>
    /// <param name="contenders">The contenders, measured.</param>
    /// <param name="options">How often they were.</param>
    public static string Table(IReadOnlyList<Contender> contenders, RuntimeOptions options) => Figures.Table(
        string.Create(CultureInfo.InvariantCulture, $"medians of {options.Runs} runs each, alternating, after {options.Warmup} that do not count"),
        Of(contenders),
        [
            ("create + start + wait + delete", "lifecycle"), ("  create", "create"), ("  start", "start"), ("  wait", "wait"),
            ("  delete", "delete"), ("exec", "exec"),
        ]);

    /// <summary>Everything, each sample included.</summary>
    /// <param name="contenders">The contenders, measured.</param>
    /// <param name="host">Where.</param>
    public static string Json(IReadOnlyList<Contender> contenders, JsonObject host) => Figures.Json("runtime", Of(contenders), host);

    private static Figures[] Of(IReadOnlyList<Contender> contenders) =>
        [.. contenders.Select(c => new Figures(c.Name, c.Version, c.Note, c.Times, c.Memory))];
}
