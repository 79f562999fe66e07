namespace Caisson.Api.Execs;

/// <summary>The answer to the making of an exec.</summary>
internal sealed class ExecIdAnswer
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }
}
