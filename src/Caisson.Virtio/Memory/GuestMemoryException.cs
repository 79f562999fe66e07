namespace Caisson.Virtio.Memory;

/// <summary>A guest's memory can't be had as it was asked for.</summary>
public sealed class GuestMemoryException : Exception
{
    /// <summary>Describes why.</summary>
    /// <param name="message">What was asked for, and what would do.</param>
    /// <param name="cause">What the kernel said.</param>
    public GuestMemoryException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
