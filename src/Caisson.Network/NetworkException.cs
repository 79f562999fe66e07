namespace Caisson.Network;

/// <summary>A network cannot be as it was asked for. The message is one line, in Docker's words where Docker has words for it.</summary>
public sealed class NetworkException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="fault">What kind of fault.</param>
    /// <param name="message">One line.</param>
    /// <param name="inner">What went wrong below, if anything did.</param>
    public NetworkException(NetworkFault fault, string message, Exception? inner = null)
        : base(message, inner)
    {
        Fault = fault;
    }

    /// <summary>What kind of fault.</summary>
    public NetworkFault Fault { get; }
}
