namespace Caisson.Engine.Logs;

/// <summary>A line of output, or a piece of one that was too long.</summary>
/// <param name="IsError">Whether it is standard error.</param>
/// <param name="At">When it came; to 100 ns.</param>
/// <param name="Text">The output, most often with a line feed at its end.</param>
/// <param name="Attributes">What the line carries beside it.</param>
public sealed record LogLine(
    bool IsError, DateTimeOffset At, ReadOnlyMemory<byte> Text, IReadOnlyList<KeyValuePair<string, string>> Attributes);
