using System.Globalization;

namespace Caisson.Cli.Options;

/// <summary>The option <c>--cpus</c>: how many processors, with a fraction.</summary>
internal sealed class CpusFlag() : Flag("cpus", "Number of CPUs")
{
    private const decimal NanosPerCpu = 1_000_000_000;

    /// <summary>Billionths of a processor; null where nothing is given.</summary>
    internal long? Nanos { get; private set; }

    /// <inheritdoc/>
    internal override string ValueWord => "decimal";

    /// <inheritdoc/>
    protected override void Accept(string value)
    {
        if (!decimal.TryParse(value, NumberStyles.Float & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out decimal cpus)
            || decimal.Abs(cpus) > long.MaxValue / NanosPerCpu)
        {
            throw new FormatException($"failed to parse {value} as a rational number");
        }

        decimal nanos = cpus * NanosPerCpu;
        Nanos = decimal.IsInteger(nanos) ? (long)nanos : throw new FormatException("value is too precise");
    }
}
