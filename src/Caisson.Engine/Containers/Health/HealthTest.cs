using Caisson.Engine.Settings;

namespace Caisson.Engine.Containers.Health;

/// <summary>How a container is tested, with defaults filled in.</summary>
/// <param name="Arguments">The program and its arguments.</param>
/// <param name="Interval">From one test to the next.</param>
/// <param name="Timeout">How long a test may take.</param>
/// <param name="StartPeriod">How long after the start failures do not count.</param>
/// <param name="StartInterval">From one test to the next during that time.</param>
/// <param name="Retries">How many failures in a row make it unhealthy.</param>
internal sealed record HealthTest(
    IReadOnlyList<string> Arguments, TimeSpan Interval, TimeSpan Timeout, TimeSpan StartPeriod, TimeSpan StartInterval, int Retries)
{
    private const int DefaultRetries = 3;
    private const string None = "NONE";
    private const string Program = "CMD";
    private const string ShellCommand = "CMD-SHELL";

    private static readonly string[] DefaultShell = ["/bin/sh", "-c"];

    /// <summary>A container's test; null where it has none.</summary>
    internal static HealthTest? Of(ContainerSettings config)
    {
        string[]? arguments = config.Healthcheck?.Test?.ToArray() switch
        {
            null or [] or [None, ..] => null,
            [Program, .. var rest] => rest,
            [ShellCommand, var command, ..] => [.. config.Shell is { Count: > 0 } shell ? shell : DefaultShell, command],
            _ => null,
        };
        return arguments is not { Length: > 0 } ? null : new HealthTest(
            arguments,
            Time(config.Healthcheck!.Interval, 30),
            Time(config.Healthcheck.Timeout, 30),
            Time(config.Healthcheck.StartPeriod, 0),
            Time(config.Healthcheck.StartInterval, 5),
            config.Healthcheck.Retries > 0 ? config.Healthcheck.Retries : DefaultRetries);
    }

    private static TimeSpan Time(long nanoseconds, int otherwiseSeconds) =>
        nanoseconds > 0 ? TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick) : TimeSpan.FromSeconds(otherwiseSeconds);
}
