namespace Caisson.Images;

/// <summary>What the caller is told, in one line: what is wrong, with which value, and what to do where that is not
/// plain.</summary>
public sealed class ImageException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="kind">The kind of fault.</param>
    /// <param name="message">One line, lower case, without a full stop.</param>
    /// <param name="inner">What went wrong below, if anything did.</param>
    public ImageException(ImageErrorKind kind, string message, Exception? inner = null)
        : base(message, inner)
    {
        Kind = kind;
    }

    /// <summary>The kind of fault.</summary>
    public ImageErrorKind Kind { get; }

    /// <summary>The limit of <see cref="ImageLimits"/> that was exceeded, by its name there; null where there is none, or nobody needs to know.</summary>
    public string? Limit { get => field ?? (InnerException as ImageException)?.Limit; init; }
}
