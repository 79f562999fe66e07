using Caisson.Images.Build.Dockerfiles.Parsing;
using Caisson.Images.Registry;

namespace Caisson.Cli.Options;

/// <summary>The option <c>--stall-timeout</c>: how long a registry may send nothing.</summary>
internal sealed class StallTimeoutFlag() : VariableFlag<TimeSpan>(
    "stall-timeout", $"Break a transfer off, and try again, when nothing comes for so long; or {Variable}", Variable,
    RegistryOptions.Default.StallTimeout)
{
    private const string Variable = "CAISSON_STALL_TIMEOUT";

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    internal override string ValueWord => "duration";

    /// <inheritdoc/>
    protected override TimeSpan Parse(string text)
    {
        TimeSpan value = new(GoDuration.Parse(text) / TimeSpan.NanosecondsPerTick);
        return value >= Shortest && value <= Longest
            ? value
            : throw new FormatException("it is not between 1ms and 24h");
    }

    /// <inheritdoc/>
    protected override string Format(TimeSpan value) => GoDuration.Format(value.Ticks * TimeSpan.NanosecondsPerTick);
}
