using Caisson.Engine;
using Caisson.Images;
using Microsoft.AspNetCore.Http;

namespace Caisson.Api.Errors;

/// <summary>What a client is told of an exception.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">One line.</param>
/// <param name="IsOurs">Whether it is a fault of the engine's, which belongs into the log.</param>
internal readonly record struct ApiFault(int Status, string Message, bool IsOurs)
{
    /// <summary>The one place where a kind of error becomes a status.</summary>
    internal static ApiFault Of(Exception exception) => exception switch
    {
        EngineException e => new ApiFault(StatusOf(e.Kind), e.Message, false),
        ImageException e => new ApiFault(StatusOf(e.Kind), e.Message, false),
        BadHttpRequestException e => new ApiFault(e.StatusCode, e.Message.TrimEnd('.').ToLowerInvariant(), false),
        Linux.LinuxException e => new ApiFault(StatusCodes.Status500InternalServerError, e.Message, true),
        _ => new ApiFault(
            StatusCodes.Status500InternalServerError, $"internal error: {exception.GetType().Name}: {OneLine(exception.Message)}", true),
    };

    private static int StatusOf(EngineErrorKind kind) => kind switch
    {
        EngineErrorKind.NotFound => StatusCodes.Status404NotFound,
        EngineErrorKind.InvalidParameter => StatusCodes.Status400BadRequest,
        EngineErrorKind.Conflict => StatusCodes.Status409Conflict,
        EngineErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        EngineErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        EngineErrorKind.NotImplemented => StatusCodes.Status501NotImplemented,
        EngineErrorKind.System => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static int StatusOf(ImageErrorKind kind) => kind switch
    {
        ImageErrorKind.NotFound => StatusCodes.Status404NotFound,
        ImageErrorKind.InvalidReference or ImageErrorKind.InvalidContent => StatusCodes.Status400BadRequest,
        ImageErrorKind.LimitExceeded => StatusCodes.Status400BadRequest,
        ImageErrorKind.Conflict => StatusCodes.Status409Conflict,
        ImageErrorKind.Unauthorized => StatusCodes.Status401Unauthorized,
        ImageErrorKind.Unsupported => StatusCodes.Status501NotImplemented,

        // dockerd's: with 401, clients ask for a password, also where nobody is there who could type it.
        ImageErrorKind.NoCredentials => StatusCodes.Status500InternalServerError,
        ImageErrorKind.Unavailable or ImageErrorKind.DigestMismatch => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
