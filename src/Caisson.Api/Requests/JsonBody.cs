using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Caisson.Engine;
using Microsoft.AspNetCore.Http;

namespace Caisson.Api.Requests;

/// <summary>Bodies of requests that are JSON.</summary>
internal static class JsonBody
{
    /// <summary>What is read at most, in bytes: a container with thousands of variables and mounts is a tenth of it.</summary>
    internal const int MaxBytes = 8 << 20;

    private const string ContentType = "application/json";

    /// <summary>Reads the body.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="EngineException">It is not JSON, of another type, or too large.</exception>
    internal static async Task<T?> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        bool isEmpty = request.ContentLength == 0
            || (request.ContentLength is null && request.Headers.TransferEncoding.Count == 0);
        CheckType(request.ContentType, isEmpty);
        if (isEmpty)
        {
            return null;
        }

        if (request.ContentLength > MaxBytes)
        {
            throw TooLarge();
        }

        PipeReader reader = request.BodyReader;
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancellation).ConfigureAwait(false);
            if (read.Buffer.Length > MaxBytes)
            {
                throw TooLarge();
            }

            if (read.IsCompleted)
            {
                T? value = Parse(read.Buffer, type);
                reader.AdvanceTo(read.Buffer.End);
                return value;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Reads JSON of a request, whatever it came in.</summary>
    /// <exception cref="EngineException">It is malformed, or does not fit.</exception>
    internal static T? Parse<T>(ReadOnlySequence<byte> text, JsonTypeInfo<T> type)
        where T : class
    {
        if (IsBlank(text))
        {
            throw new EngineException(EngineErrorKind.InvalidParameter, "invalid JSON: got EOF while reading request body");
        }

        try
        {
            Utf8JsonReader reader = new(text, new JsonReaderOptions { MaxDepth = type.Options.MaxDepth });
            T? value = JsonSerializer.Deserialize(ref reader, type);
            return IsBlank(text.Slice(reader.BytesConsumed))
                ? value
                : throw new EngineException(EngineErrorKind.InvalidParameter, "unexpected content after JSON");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new EngineException(EngineErrorKind.InvalidParameter, $"invalid JSON: {Explain(e)}", e);
        }
    }

    // .NET's text names its own types and goes on with the position; people need the field.
    private static string Explain(Exception e)
    {
        string path = (e as JsonException)?.Path is { Length: > 2 } at && at.StartsWith("$.", StringComparison.Ordinal) ? at[2..] : "";
        if (IsCutOff(e.InnerException?.Message ?? e.Message))
        {
            return "unexpected EOF";
        }

        string message = e.InnerException is null && !e.Message.Contains("could not be converted", StringComparison.Ordinal)
            ? e.Message.Split(" Path:")[0].Split(" LineNumber:")[0].TrimEnd('.', ' ')
            : "the value is of the wrong type";
        return path.Length == 0 ? message : $"field {path}: {message}";
    }

    // Nothing but the text of the reader's error says it.
    private static bool IsCutOff(string message) =>
        message.Contains("end of data", StringComparison.Ordinal) || message.Contains("depth to be zero", StringComparison.Ordinal)
        || message.Contains("isFinalBlock", StringComparison.Ordinal);

    private static bool IsBlank(ReadOnlySequence<byte> text)
    {
        foreach (ReadOnlyMemory<byte> part in text)
        {
            if (part.Span.ContainsAnyExcept(" \t\r\n"u8))
            {
                return false;
            }
        }

        return true;
    }

    private static void CheckType(string? type, bool isEmpty)
    {
        if (string.IsNullOrEmpty(type))
        {
            if (!isEmpty)
            {
                throw new EngineException(
                    EngineErrorKind.InvalidParameter, "malformed Content-Type header (): mime: no media type");
            }

            return;
        }

        if (!type.Split(';')[0].Trim().Equals(ContentType, StringComparison.OrdinalIgnoreCase))
        {
            throw new EngineException(
                EngineErrorKind.InvalidParameter, $"unsupported Content-Type header ({type}): must be '{ContentType}'");
        }
    }

    private static EngineException TooLarge() =>
        new(EngineErrorKind.InvalidParameter, $"the request's body is larger than {MaxBytes >> 20} MiB");
}
