namespace Caisson.Integration.Tests.Harness.Commands;

/// <summary>The surroundings that a program is started in.</summary>
public sealed record CommandOptions
{
    /// <summary>Variables beside those of the tests themselves.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The working folder; the run's folder where null.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>What the program reads; /dev/null where null.</summary>
    public string? Input { get; init; }

    /// <summary>A file or fifo that the program reads, in place of <see cref="Input"/>.</summary>
    public string? InputFile { get; init; }

    /// <summary>The longest that it may take.</summary>
    public TimeSpan Timeout { get; init; } = Command.Patience;
}
