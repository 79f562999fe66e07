namespace Caisson.Engine.Logs;

/// <summary>Which part of a log is wanted.</summary>
public sealed record LogQuery
{
    /// <summary>Nothing before this moment.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Nothing after this moment.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How many of the last lines, of both outputs together; null for all.</summary>
    public int? Tail { get; init; }

    /// <summary>Whether what is written later is wanted too.</summary>
    public bool Follows { get; init; }
}
