namespace Caisson.Keeping;

/// <summary>What kind of fault the keeper reports.</summary>
public enum KeeperFault : byte
{
    /// <summary>It knows no such container or exec.</summary>
    Unknown = 1,

    /// <summary>It does not fit: the id is taken, the container has ended.</summary>
    Conflict = 2,

    /// <summary>The program could not be started.</summary>
    Start = 3,

    /// <summary>Anything else that went wrong.</summary>
    Other = 4,

    /// <summary>The keeper is gone, or cannot be reached.</summary>
    Gone = 5,
}
