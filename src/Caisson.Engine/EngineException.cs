namespace Caisson.Engine;

/// <summary>What a client is told, in one line: with Docker's words where Docker has words for it.</summary>
public sealed class EngineException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="kind">The kind of fault.</param>
    /// <param name="message">One line.</param>
    /// <param name="inner">What went wrong below, if anything did.</param>
    public EngineException(EngineErrorKind kind, string message, Exception? inner = null)
        : base(message, inner)
    {
        Kind = kind;
    }

    /// <summary>The kind of fault.</summary>
    public EngineErrorKind Kind { get; }
}
