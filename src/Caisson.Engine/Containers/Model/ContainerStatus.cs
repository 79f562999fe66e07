namespace Caisson.Engine.Containers.Model;

/// <summary>Where a container stands. The numbers are on disk: they only grow.</summary>
public enum ContainerStatus
{
    /// <summary>Never started.</summary>
    Created = 0,

    /// <summary>Its program runs.</summary>
    Running = 1,

    /// <summary>Its processes stand still.</summary>
    Paused = 2,

    /// <summary>It has ended, and will be started again in a moment.</summary>
    Restarting = 3,

    /// <summary>It has ended.</summary>
    Exited = 4,

    /// <summary>It is being removed.</summary>
    Removing = 5,

    /// <summary>It could not be removed altogether.</summary>
    Dead = 6,
}
