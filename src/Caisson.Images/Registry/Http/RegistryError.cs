using System.Net;
using System.Text.Json;

namespace Caisson.Images.Registry.Http;

/// <summary>What a registry says is wrong; distribution-spec, §Error Codes.</summary>
/// <param name="Status">The status of the answer.</param>
/// <param name="Code">The code, in capitals; empty where it gives none.</param>
/// <param name="Text">What it says, in one line, as Docker shows it: the code in words, then the message.</param>
internal sealed record RegistryError(HttpStatusCode Status, string Code, string Text)
{
    internal const string Unauthorized = "UNAUTHORIZED";
    internal const string Denied = "DENIED";
    internal const string ManifestUnknown = "MANIFEST_UNKNOWN";
    internal const string NameUnknown = "NAME_UNKNOWN";
    internal const string BlobUnknown = "BLOB_UNKNOWN";

    private const int MaxBodyBytes = 64 << 10;

    /// <summary>Reads the error from an answer that has not succeeded.</summary>
    internal static async Task<RegistryError> ReadAsync(RegistryResponse response, CancellationToken cancellation)
    {
        HttpStatusCode status = response.Message.StatusCode;
        byte[] body;
        try
        {
            body = await response.ReadAsync(MaxBodyBytes, "error", cancellation);
        }
        catch (Exception e) when (e is ImageException or TransientException)
        {
            // The status has been received, and says the most important thing.
            body = [];
        }

        return Parse(status, response.BearerError, body);
    }

    /// <summary>Reads the error from a status, the challenge's <c>error</c> (RFC 6750 §3.1) and a body.</summary>
    internal static RegistryError Parse(HttpStatusCode status, string? bearerError, ReadOnlyMemory<byte> body)
    {
        (string code, string message) = ParseBody(body);

        // A token that is good, but not for this: Docker takes it for a denial.
        if (bearerError == "insufficient_scope" && code is "" or Unauthorized)
        {
            (code, message) = (Denied, "");
        }

        if (code.Length == 0)
        {
            code = status switch
            {
                HttpStatusCode.Unauthorized => Unauthorized,
                HttpStatusCode.Forbidden => Denied,
                HttpStatusCode.TooManyRequests => "TOOMANYREQUESTS",
                _ => "",
            };
        }

        if (code.Length == 0)
        {
            string reason = message.Length > 0 ? $": {message}" : "";
            return new RegistryError(status, "", $"unexpected status {PlainText.Status(status)}{reason}");
        }

        message = message.Length > 0 ? message : DefaultMessage(code);
        return new RegistryError(status, code, $"{code.ToLowerInvariant().Replace('_', ' ')}: {message}");
    }

    /// <summary>The error for the caller.</summary>
    internal ImageException ToException(string? context = null) => new(Kind, context is null ? Text : $"{context}: {Text}");

    private ImageErrorKind Kind => Code switch
    {
        Unauthorized or Denied => ImageErrorKind.Unauthorized,
        ManifestUnknown or NameUnknown or BlobUnknown => ImageErrorKind.NotFound,
        _ => Status switch
        {
            HttpStatusCode.NotFound => ImageErrorKind.NotFound,
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ImageErrorKind.Unauthorized,
            _ => ImageErrorKind.Unavailable,
        },
    };

    private static string DefaultMessage(string code) => code switch
    {
        Unauthorized => "authentication required",
        Denied => "requested access to the resource is denied",
        ManifestUnknown => "manifest unknown",
        NameUnknown => "repository name not known to registry",
        "TOOMANYREQUESTS" => "too many requests",
        _ => "the registry does not say more",
    };

    private static (string Code, string Message) ParseBody(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return ("", "");
            }

            if (json.RootElement.TryGetProperty("errors", out JsonElement errors)
                && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0
                && errors[0].ValueKind == JsonValueKind.Object)
            {
                return (CodeOf(TextOf(errors[0], "code")), TextOf(errors[0], "message"));
            }

            // Token services have words of their own: details (Docker Hub), error_description (OAuth 2), message.
            string[] fields = ["details", "error_description", "message", "error"];
            return ("", fields.Select(f => TextOf(json.RootElement, f)).FirstOrDefault(t => t.Length > 0) ?? "");
        }
        catch (JsonException)
        {
            return ("", "");
        }
    }

    private static string TextOf(JsonElement item, string name)
    {
        try
        {
            return item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
                ? PlainText.Line(value.GetString()!)
                : "";
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, escaped.
            return "";
        }
    }

    private static string CodeOf(string text) =>
        text.Length <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? text.ToUpperInvariant() : "";
}
