namespace Caisson.Engine.Containers.Model;

/// <summary>Whether a container works; Docker Engine API, Health.</summary>
public sealed record HealthState
{
    /// <summary>Not known yet.</summary>
    public const string Starting = "starting";

    /// <summary>It works.</summary>
    public const string Healthy = "healthy";

    /// <summary>It does not.</summary>
    public const string Unhealthy = "unhealthy";

    /// <summary>One of the words above.</summary>
    public string Status { get; set; } = Starting;

    /// <summary>How many tests in a row have failed.</summary>
    public int FailingStreak { get; set; }

    /// <summary>The latest tests, the last one last.</summary>
    public IReadOnlyList<HealthResult> Log { get; set; } = [];
}

/// <summary>A test; Docker Engine API, HealthcheckResult.</summary>
public sealed record HealthResult
{
    /// <summary>When it began.</summary>
    public DateTimeOffset Start { get; set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset End { get; set; }

    /// <summary>0 for success; -1 where it took too long, or could not be run.</summary>
    public int ExitCode { get; set; }

    /// <summary>The beginning of what it printed.</summary>
    public string Output { get; set; } = "";
}
