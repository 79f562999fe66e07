namespace Caisson.Images;

/// <summary>An operation on images that failed; the message is one line and names what is wrong.</summary>
public sealed class ImageException : Exception
{
    /// <summary>Describes a failure.</summary>
    /// <param name="kind">What kind it is.</param>
    /// <param name="message">What is wrong, and what to do about it.</param>
    /// <param name="inner">What caused it.</param>
    public ImageException(ImageErrorKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary>What kind of failure it is.</summary>
    public ImageErrorKind Kind { get; }
}
