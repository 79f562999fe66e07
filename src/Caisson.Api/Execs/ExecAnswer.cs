using System.Text.Json.Serialization;
using Caisson.Engine.Execs;

namespace Caisson.Api.Execs;

/// <summary>What is told of an exec; Docker Engine API, ExecInspectResponse.</summary>
internal sealed class ExecAnswer
{
    /// <summary>Its id.</summary>
    [JsonPropertyName("ID")]
    public required string Id { get; init; }

    /// <summary>Whether it runs.</summary>
    public bool Running { get; init; }

    /// <summary>How it ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What it runs.</summary>
    public required ExecProcessAnswer ProcessConfig { get; init; }

    /// <summary>Whether it has a standard input.</summary>
    public bool OpenStdin { get; init; }

    /// <summary>Whether a client gets its standard error.</summary>
    public bool OpenStderr { get; init; }

    /// <summary>Whether a client gets its standard output.</summary>
    public bool OpenStdout { get; init; }

    /// <summary>Whether it has ended, and is forgotten some time.</summary>
    public bool CanRemove { get; init; }

    /// <summary>The container.</summary>
    [JsonPropertyName("ContainerID")]
    public required string ContainerId { get; init; }

    /// <summary>The keys by which somebody at its terminal leaves it.</summary>
    public string DetachKeys { get; init; } = "";

    /// <summary>The number of its process in the host's PID namespace.</summary>
    public int Pid { get; init; }

    /// <summary>Describes an exec.</summary>
    internal static ExecAnswer Of(Exec exec) => new()
    {
        Id = exec.Id,
        Running = exec.IsRunning,
        ExitCode = exec.ExitCode,
        ProcessConfig = new ExecProcessAnswer
        {
            Tty = exec.Settings.Tty,
            Entrypoint = exec.Settings.Cmd is [var program, ..] ? program : "",
            Arguments = [.. (exec.Settings.Cmd ?? []).Skip(1)],
            Privileged = exec.Settings.Privileged,
            User = exec.Settings.User is { Length: > 0 } user ? user : null,
        },
        OpenStdin = exec.Settings.AttachStdin,
        OpenStdout = exec.Settings.AttachStdout,
        OpenStderr = exec.Settings.AttachStderr,
        CanRemove = exec.ExitCode is not null,
        ContainerId = exec.ContainerId,
        DetachKeys = exec.Settings.DetachKeys ?? "",
        Pid = exec.Pid,
    };
}
