namespace Caisson.Vmm;

/// <summary>A machine cannot be as it was asked for. The message is one line, and names what is wrong with what.</summary>
public sealed class VmmException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">One line.</param>
    /// <param name="inner">What went wrong below, if anything did.</param>
    public VmmException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
