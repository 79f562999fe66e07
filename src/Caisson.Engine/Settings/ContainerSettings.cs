using System.Text.Json.Serialization;
using Caisson.Engine.Settings.Json;

namespace Caisson.Engine.Settings;

/// <summary>What a container runs; Docker Engine API, ContainerConfig.</summary>
public record ContainerSettings
{
    /// <summary>Its host name; empty for the beginning of its id.</summary>
    public string Hostname { get; set; } = "";

    /// <summary>Its domain name.</summary>
    public string Domainname { get; set; } = "";

    /// <summary>Who it runs as: user, or user and group, by name or number; empty for root.</summary>
    public string User { get; set; } = "";

    /// <summary>Whether a client was to be connected to standard input.</summary>
    public bool AttachStdin { get; set; }

    /// <summary>The same of standard output.</summary>
    public bool AttachStdout { get; set; }

    /// <summary>The same of standard error.</summary>
    public bool AttachStderr { get; set; }

    /// <summary>Ports that it listens on: <c>80/tcp</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, EmptySettings?>? ExposedPorts { get; set; }

    /// <summary>Whether it has a terminal.</summary>
    public bool Tty { get; set; }

    /// <summary>Whether it has a standard input.</summary>
    public bool OpenStdin { get; set; }

    /// <summary>Whether standard input ends when the first client of it is gone.</summary>
    public bool StdinOnce { get; set; }

    /// <summary>The environment: <c>NAME=VALUE</c>; a name alone takes that variable away.</summary>
    public IReadOnlyList<string>? Env { get; set; }

    /// <summary>The command.</summary>
    [JsonConverter(typeof(CommandConverter))]
    public IReadOnlyList<string>? Cmd { get; set; }

    /// <summary>How to see whether it works.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthSettings? Healthcheck { get; set; }

    /// <summary>Windows' way to quote arguments.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ArgsEscaped { get; set; }

    /// <summary>The image, as the client named it.</summary>
    public string Image { get; set; } = "";

    /// <summary>Directories that hold data of the container's own.</summary>
    public SortedDictionary<string, EmptySettings?>? Volumes { get; set; }

    /// <summary>The working directory.</summary>
    public string WorkingDir { get; set; } = "";

    /// <summary>What the command is handed to.</summary>
    [JsonConverter(typeof(CommandConverter))]
    public IReadOnlyList<string>? Entrypoint { get; set; }

    /// <summary>Whether it has no network.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NetworkDisabled { get; set; }

    /// <summary>The MAC address, as clients before API 1.44 gave it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(OptionalTextConverter))]
    public string? MacAddress { get; set; }

    /// <summary>Instructions for builds that start from an image made of it.</summary>
    public IReadOnlyList<string>? OnBuild { get; set; }

    /// <summary>Arbitrary metadata.</summary>
    public SortedDictionary<string, string>? Labels { get; set; }

    /// <summary>The signal that asks it to end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(OptionalTextConverter))]
    public string? StopSignal { get; set; }

    /// <summary>Seconds until it is killed after that; negative for never.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? StopTimeout { get; set; }

    /// <summary>What runs commands in shell form.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(CommandConverter))]
    public IReadOnlyList<string>? Shell { get; set; }

    /// <summary>These settings, without what a request has beside them.</summary>
    public ContainerSettings ToPlain() => new(this);
}
