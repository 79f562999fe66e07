using System.Text.Json.Serialization;
using Caisson.Oci.ImageSpec;

namespace Caisson.Api.Images;

/// <summary>What containers of an image do unless told otherwise; Docker Engine API, ImageConfig. What is not there is left
/// out.</summary>
internal sealed class ImageDefaults
{
    private static readonly EmptyObject Nothing = new();

    /// <summary>User and group.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? User { get; init; }

    /// <summary>Ports that programs listen at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, EmptyObject>? ExposedPorts { get; init; }

    /// <summary>The environment.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>The program with its arguments.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>How to see whether it works.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthcheckAnswer? Healthcheck { get; init; }

    /// <summary>Windows' way to quote arguments.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? ArgsEscaped { get; init; }

    /// <summary>Directories with data of the container's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, EmptyObject>? Volumes { get; init; }

    /// <summary>The working directory.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WorkingDir { get; init; }

    /// <summary>What the command is handed to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Instructions for builds on top of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? OnBuild { get; init; }

    /// <summary>Labels.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>The signal that asks the program to end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StopSignal { get; init; }

    /// <summary>What runs commands in shell form.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Shell { get; init; }

    /// <summary>Of an image's configuration.</summary>
    internal static ImageDefaults Of(ContainerDefaults? config) => config is null ? new ImageDefaults() : new ImageDefaults
    {
        User = NullIfEmpty(config.User),
        ExposedPorts = Set(config.ExposedPorts),
        Env = config.Env,
        Cmd = config.Cmd,
        Healthcheck = config.Healthcheck is { } check ? HealthcheckAnswer.Of(check) : null,
        ArgsEscaped = config.ArgsEscaped == true ? true : null,
        Volumes = Set(config.Volumes),
        WorkingDir = NullIfEmpty(config.WorkingDir),
        Entrypoint = config.Entrypoint,
        OnBuild = config.OnBuild is { Count: > 0 } triggers ? triggers : null,
        Labels = config.Labels is { Count: > 0 } labels ? labels : null,
        StopSignal = NullIfEmpty(config.StopSignal),
        Shell = config.Shell is { Count: > 0 } shell ? shell : null,
    };

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static SortedDictionary<string, EmptyObject>? Set(IReadOnlyCollection<string>? names) =>
        names is not { Count: > 0 } ? null
        : new SortedDictionary<string, EmptyObject>(
            names.Distinct(StringComparer.Ordinal).ToDictionary(n => n, _ => Nothing, StringComparer.Ordinal), StringComparer.Ordinal);
}

/// <summary>An object without anything in it, as Go writes sets.</summary>
internal sealed class EmptyObject;

/// <summary>How to see whether a container works.</summary>
internal sealed class HealthcheckAnswer
{
    /// <summary>The test.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Test { get; init; }

    /// <summary>Nanoseconds from one test to the next.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Interval { get; init; }

    /// <summary>Nanoseconds that a test may take.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Timeout { get; init; }

    /// <summary>Nanoseconds after the start in which failures do not count.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? StartPeriod { get; init; }

    /// <summary>Nanoseconds from one test to the next in that time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? StartInterval { get; init; }

    /// <summary>Failures in a row that make it unhealthy.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Retries { get; init; }

    /// <summary>Of an image's configuration.</summary>
    internal static HealthcheckAnswer Of(Healthcheck check) => new()
    {
        Test = check.Test,
        Interval = NullIfZero(check.IntervalNanoseconds),
        Timeout = NullIfZero(check.TimeoutNanoseconds),
        StartPeriod = NullIfZero(check.StartPeriodNanoseconds),
        StartInterval = NullIfZero(check.StartIntervalNanoseconds),
        Retries = check.Retries == 0 ? null : check.Retries,
    };

    private static long? NullIfZero(long? number) => number == 0 ? null : number;
}
