namespace Caisson.Engine;

/// <summary>What kind of fault an <see cref="EngineException"/> reports: callers choose by it, never by the message.</summary>
public enum EngineErrorKind
{
    /// <summary>There is no such object.</summary>
    NotFound,

    /// <summary>What was asked for is malformed, or makes no sense.</summary>
    InvalidParameter,

    /// <summary>It does not fit the object's present state, or what else there is.</summary>
    Conflict,

    /// <summary>Not allowed, whatever the state.</summary>
    Forbidden,

    /// <summary>What it needs does not answer.</summary>
    Unavailable,

    /// <summary>Well-formed, but not done here.</summary>
    NotImplemented,

    /// <summary>The kernel or the host refused it.</summary>
    System,
}
