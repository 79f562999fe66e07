namespace Caisson.Engine.Filtering;

/// <summary>The filter <c>until</c>: a length of time before now, seconds since 1970, or a date.</summary>
public static class UntilFilter
{
    private const string Name = "until";

    /// <summary>Reads it.</summary>
    /// <param name="filters">The filters.</param>
    /// <param name="clock">The clock.</param>
    /// <returns>The moment; null where there is none.</returns>
    /// <exception cref="EngineException">It is malformed, or there are several.</exception>
    public static DateTimeOffset? Parse(FilterSet filters, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(filters);
        ArgumentNullException.ThrowIfNull(clock);
        return filters.Of(Name) switch
        {
            [] => null,
            [var text] => FilterMoment.TryParse(text, clock) ?? throw FilterSet.Invalid(Name, [text]),
            _ => throw new EngineException(EngineErrorKind.InvalidParameter, "more than one until filter specified"),
        };
    }
}
