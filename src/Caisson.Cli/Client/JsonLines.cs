using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Caisson.Cli.Client;

/// <summary>Documents that an engine sends one behind the other, as things happen.</summary>
internal static class JsonLines
{
    /// <summary>Reads them as they come.</summary>
    /// <exception cref="EngineException">What comes is no JSON.</exception>
    internal static async IAsyncEnumerable<JsonElement> ReadAsync(
        HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Stream stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        byte[] buffer = new byte[16 << 10];
        int filled = 0;
        while (true)
        {
            int count = await stream.ReadAsync(buffer.AsMemory(filled), cancellation).ConfigureAwait(false);
            filled += count;
            int start = 0;
            while (TryTake(buffer.AsSpan(start, filled - start), count == 0, out JsonElement document, out int taken))
            {
                start += taken;
                yield return document;
            }

            if (count == 0)
            {
                yield break;
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }

    private static bool TryTake(ReadOnlySpan<byte> bytes, bool isEnd, out JsonElement document, out int taken)
    {
        document = default;
        ReadOnlySpan<byte> trimmed = bytes.TrimStart(" \r\n\t"u8);
        taken = bytes.Length - trimmed.Length;
        Utf8JsonReader reader = new(trimmed, isEnd, default);
        try
        {
            if (trimmed.IsEmpty || !JsonDocument.TryParseValue(ref reader, out JsonDocument? parsed))
            {
                return false;
            }

            using (parsed)
            {
                document = parsed.RootElement.Clone();
            }

            taken += (int)reader.BytesConsumed;
            return true;
        }
        catch (JsonException e)
        {
            throw new EngineException($"the engine's answer is no JSON: {e.Message}");
        }
    }
}
