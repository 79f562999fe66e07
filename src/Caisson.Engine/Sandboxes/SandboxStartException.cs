namespace Caisson.Engine.Sandboxes;

/// <summary>A program could not be started.</summary>
public sealed class SandboxStartException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="message">One line, in runc's words where it has words for it: clients look for them.</param>
    /// <param name="inner">What went wrong below, if anything did.</param>
    public SandboxStartException(SandboxStartFault fault, string message, Exception? inner = null)
        : base(message, inner)
    {
        Fault = fault;
    }

    /// <summary>Why.</summary>
    public SandboxStartFault Fault { get; }
}
