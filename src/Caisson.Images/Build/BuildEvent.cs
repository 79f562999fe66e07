namespace Caisson.Images.Build;

/// <summary>Something that happened in a build.</summary>
/// <param name="Kind">What.</param>
/// <param name="Step">The step's number, from 1; 0 where it belongs to none.</param>
/// <param name="Text">See <see cref="BuildEventKind"/>.</param>
public sealed record BuildEvent(BuildEventKind Kind, int Step, string Text)
{
    /// <summary>How many steps the Dockerfile has up to the target.</summary>
    public int StepCount { get; init; }

    /// <summary>The stage's number, from 0; -1 where it belongs to none.</summary>
    public int Stage { get; init; } = -1;

    /// <summary>Of <see cref="BuildEventKind.Output"/>: the bytes.</summary>
    public ReadOnlyMemory<byte> Output { get; init; }

    /// <summary>Of <see cref="BuildEventKind.Output"/>: whether they are from standard error.</summary>
    public bool IsError { get; init; }
}
