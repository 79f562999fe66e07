using System.Text.Json.Nodes;
using Caisson.Cli.Options;

namespace Caisson.Cli.Settings;

/// <summary>How the engine finds out whether a container does its work.</summary>
internal sealed class HealthFlags : FlagSection
{
    private readonly TextFlag _command = new("health-cmd", "Command to run to check health");
    private readonly DurationFlag _interval = new("health-interval", "Time between running the check (ms|s|m|h)");
    private readonly WholeFlag _retries = new("health-retries", "Consecutive failures needed to report unhealthy");
    private readonly DurationFlag _startInterval = new("health-start-interval", "Time between running the check during the start period (ms|s|m|h)");
    private readonly DurationFlag _startPeriod = new(
        "health-start-period", "Start period for the container to initialize before starting health-retries countdown (ms|s|m|h)");

    private readonly DurationFlag _timeout = new("health-timeout", "Maximum time to allow one check to run (ms|s|m|h)");
    private readonly SwitchFlag _none = new("no-healthcheck", "Disable any container-specified HEALTHCHECK");

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> All => [_command, _interval, _retries, _startInterval, _startPeriod, _timeout, _none];

    /// <inheritdoc/>
    internal override void Write(JsonObject config, JsonObject host)
    {
        DurationFlag[] durations = [_interval, _timeout, _startPeriod, _startInterval];
        bool isAny = _command.Value.Length > 0 || _retries.Value != 0 || durations.Any(d => d.Nanoseconds != 0);
        if (_none.Value)
        {
            config["Healthcheck"] = isAny
                ? throw new FormatException("--no-healthcheck conflicts with --health-* options")
                : new JsonObject { ["Test"] = new JsonArray("NONE") };
            return;
        }

        if (!isAny)
        {
            return;
        }

        Flag? negative = durations.FirstOrDefault(d => d.Nanoseconds < 0) ?? (_retries.Value < 0 ? _retries : (Flag?)null);
        config["Healthcheck"] = negative is not null
            ? throw new FormatException($"--{negative.Name} cannot be negative")
            : new JsonObject()
                .Put("Test", _command.Value.Length > 0 ? JsonParts.List(["CMD-SHELL", _command.Value]) : [])
                .Put("Interval", _interval.Nanoseconds)
                .Put("Timeout", _timeout.Nanoseconds)
                .Put("StartPeriod", _startPeriod.Nanoseconds)
                .Put("StartInterval", _startInterval.IsSet ? _startInterval.Nanoseconds : null)
                .Put("Retries", _retries.Value);
    }
}
