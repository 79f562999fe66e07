namespace Caisson.Engine.Containers;

/// <summary>What somebody waits for; Docker Engine API, ContainerWait.</summary>
public enum WaitCondition
{
    /// <summary>That it does not run: it may be so already.</summary>
    NotRunning,

    /// <summary>That it ends the next time.</summary>
    NextExit,

    /// <summary>That it is removed.</summary>
    Removed,
}
