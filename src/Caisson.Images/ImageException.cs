namespace Caisson.Images;

/// <summary>An error with an image, a layer, a registry or the store. The message is one line and names what is wrong.</summary>
public sealed class ImageException : Exception
{
    /// <summary>Describes an error.</summary>
    /// <param name="kind">What callers decide by.</param>
    /// <param name="message">One line, lower case, no trailing period.</param>
    /// <param name="inner">The cause, where there is one.</param>
    public ImageException(ImageErrorKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary>What callers decide by.</summary>
    public ImageErrorKind Kind { get; }
}
