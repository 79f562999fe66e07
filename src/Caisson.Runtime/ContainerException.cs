namespace Caisson.Runtime;

/// <summary>
/// What the caller of the runtime is told, in one line: what is wrong, with which value, and what to do where that is
/// not plain.
/// </summary>
public sealed class ContainerException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">One line, lower case, without a full stop.</param>
    /// <param name="cause">What went wrong below, if anything did.</param>
    public ContainerException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
