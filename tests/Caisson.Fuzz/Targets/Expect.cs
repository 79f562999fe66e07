namespace Caisson.Fuzz.Targets;

/// <summary>What must hold of whatever a target made of an input.</summary>
internal static class Expect
{
    internal delegate object Reader(ReadOnlySpan<byte> input);

    internal static void True(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"does not hold: {what}");
        }
    }

    internal static void Same(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        True(first.SequenceEqual(second), "what is written is read as the same");

    internal static void OneLine(string message) => True(!message.AsSpan().ContainsAny('\n', '\r', '\0'), $"a message is one line: {message}");

    internal static void Refused<T>(ReadOnlySpan<byte> input, Reader read)
        where T : Exception
    {
        try
        {
            read(input);
        }
        catch (T)
        {
            return;
        }

        throw new InvalidOperationException("does not hold: a document is of one kind only");
    }
}
