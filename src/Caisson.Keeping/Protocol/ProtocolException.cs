namespace Caisson.Keeping.Protocol;

/// <summary>A message that breaks the rules: the connection it came over is of no more use.</summary>
internal sealed class ProtocolException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">One line.</param>
    internal ProtocolException(string message)
        : base(message)
    {
    }
}
