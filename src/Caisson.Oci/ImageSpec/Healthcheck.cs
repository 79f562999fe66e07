using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.ImageSpec;

/// <summary>How to see whether a container works; Docker's addition to config.md.</summary>
public sealed record Healthcheck : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public Healthcheck()
    {
    }

    internal Healthcheck(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "Test": Test = json.ReadStrings(); break;
                case "Interval": IntervalNanoseconds = json.ReadInt64(); break;
                case "Timeout": TimeoutNanoseconds = json.ReadInt64(); break;
                case "StartPeriod": StartPeriodNanoseconds = json.ReadInt64(); break;
                case "StartInterval": StartIntervalNanoseconds = json.ReadInt64(); break;
                case "Retries": Retries = json.ReadInt32(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary><c>NONE</c>; or <c>CMD</c> and a program with its arguments; or <c>CMD-SHELL</c> and a command. Empty: the
    /// base image's.</summary>
    public IReadOnlyList<string>? Test { get; init; }

    /// <summary>From one test to the next.</summary>
    public long? IntervalNanoseconds { get; init; }

    /// <summary>How long a test may take.</summary>
    public long? TimeoutNanoseconds { get; init; }

    /// <summary>How long after the start failures do not count.</summary>
    public long? StartPeriodNanoseconds { get; init; }

    /// <summary>From one test to the next during that time.</summary>
    public long? StartIntervalNanoseconds { get; init; }

    /// <summary>How many failures in a row make it unhealthy.</summary>
    public int? Retries { get; init; }

    /// <summary>This one on top of another: what it leaves open is the other's, as Docker has it for images and containers.</summary>
    /// <param name="below">The one that it replaces; null for none.</param>
    public Healthcheck Over(Healthcheck? below) => below is null ? this : this with
    {
        Test = Test is { Count: > 0 } ? Test : below.Test,
        IntervalNanoseconds = Or(IntervalNanoseconds, below.IntervalNanoseconds),
        TimeoutNanoseconds = Or(TimeoutNanoseconds, below.TimeoutNanoseconds),
        StartPeriodNanoseconds = Or(StartPeriodNanoseconds, below.StartPeriodNanoseconds),
        StartIntervalNanoseconds = Or(StartIntervalNanoseconds, below.StartIntervalNanoseconds),
        Retries = Retries is null or 0 ? below.Retries : Retries,
    };

    private static long? Or(long? value, long? otherwise) => value is null or 0 ? otherwise : value;

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Strings("Test", Test);
        json.Number("Interval", IntervalNanoseconds);
        json.Number("Timeout", TimeoutNanoseconds);
        json.Number("StartPeriod", StartPeriodNanoseconds);
        json.Number("StartInterval", StartIntervalNanoseconds);
        json.Number("Retries", Retries);
    }
}
