namespace Caisson.Images;

/// <summary>What kind of failure an <see cref="ImageException"/> is.</summary>
public enum ImageErrorKind
{
    /// <summary>There is no such image, blob, layer or stage.</summary>
    NotFound,

    /// <summary>A reference that is not one.</summary>
    InvalidReference,

    /// <summary>Content that is malformed, or that tries to harm.</summary>
    InvalidContent,

    /// <summary>Content whose bytes do not have the digest or size that was promised.</summary>
    DigestMismatch,

    /// <summary>Content that is larger, longer or deeper than allowed.</summary>
    LimitExceeded,

    /// <summary>What is asked for contradicts what is there.</summary>
    Conflict,

    /// <summary>The other side wants other credentials.</summary>
    Unauthorized,

    /// <summary>The other side cannot be reached, or fails.</summary>
    Unavailable,

    /// <summary>Something that is valid and that is not done here.</summary>
    Unsupported,
}
