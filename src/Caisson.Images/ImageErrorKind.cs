namespace Caisson.Images;

/// <summary>What kind of fault an <see cref="ImageException"/> reports: callers choose by it, never by the message.</summary>
public enum ImageErrorKind
{
    /// <summary>There is no such image, reference, blob or layer.</summary>
    NotFound,

    /// <summary>A name or digest is not of the right form.</summary>
    InvalidReference,

    /// <summary>Content from outside is malformed or hostile.</summary>
    InvalidContent,

    /// <summary>Content does not have the digest or size that it was said to have.</summary>
    DigestMismatch,

    /// <summary>Content is larger, longer or deeper than <see cref="ImageLimits"/> allows.</summary>
    LimitExceeded,

    /// <summary>Something is in use, or there already.</summary>
    Conflict,

    /// <summary>The registry wants other credentials.</summary>
    Unauthorized,

    /// <summary>The registry wants to know who is there, and nobody has said that.</summary>
    NoCredentials,

    /// <summary>The registry, or what it needs, does not answer.</summary>
    Unavailable,

    /// <summary>Well-formed, but not done here.</summary>
    Unsupported,
}
