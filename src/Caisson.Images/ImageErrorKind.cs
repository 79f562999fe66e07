namespace Caisson.Images;

/// <summary>What kind of thing went wrong with an image; callers decide by it, not by the message.</summary>
public enum ImageErrorKind
{
    /// <summary>There is no such image, blob, tag or repository.</summary>
    NotFound,

    /// <summary>A reference or digest is not of the right form.</summary>
    InvalidReference,

    /// <summary>Content is malformed or hostile.</summary>
    InvalidContent,

    /// <summary>Content is not what its digest or size says.</summary>
    DigestMismatch,

    /// <summary>Content is larger, deeper or more than a limit allows.</summary>
    LimitExceeded,

    /// <summary>Something else uses or changes the same thing.</summary>
    Conflict,

    /// <summary>A registry wants other credentials.</summary>
    Unauthorized,

    /// <summary>A registry, network or disk does not answer.</summary>
    Unavailable,

    /// <summary>Well-formed, but of a kind that is not supported.</summary>
    Unsupported,
}
