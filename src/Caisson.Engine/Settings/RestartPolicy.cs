namespace Caisson.Engine.Settings;

/// <summary>What happens when a container ends; Docker Engine API, RestartPolicy.</summary>
public sealed record RestartPolicy
{
    /// <summary>Not started again.</summary>
    public const string No = "no";

    /// <summary>Started again whatever the exit code, and when the engine starts.</summary>
    public const string Always = "always";

    /// <summary>The same, but not when the engine starts if it was stopped before.</summary>
    public const string UnlessStopped = "unless-stopped";

    /// <summary>Started again after an exit code other than 0.</summary>
    public const string OnFailure = "on-failure";

    /// <summary>One of the names above; empty for <see cref="No"/>.</summary>
    public string Name { get; set; } = "";

    /// <summary>How often, with <see cref="OnFailure"/>; 0 for any number.</summary>
    public int MaximumRetryCount { get; set; }

    /// <summary>Whether it is never started again.</summary>
    internal bool IsNone => Name is "" or No;
}
