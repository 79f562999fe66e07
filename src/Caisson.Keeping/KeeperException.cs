namespace Caisson.Keeping;

/// <summary>What the keeper could not do.</summary>
public sealed class KeeperException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="fault">What kind.</param>
    /// <param name="message">One line.</param>
    /// <param name="cause">What went wrong below, if anything did.</param>
    public KeeperException(KeeperFault fault, string message, Exception? cause = null)
        : base(message, cause)
    {
        Fault = fault;
    }

    /// <summary>What kind.</summary>
    public KeeperFault Fault { get; }
}
