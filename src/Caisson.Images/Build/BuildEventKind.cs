namespace Caisson.Images.Build;

/// <summary>What a <see cref="BuildEvent"/> tells.</summary>
public enum BuildEventKind
{
    /// <summary>A step begins; the text is the instruction as it is written.</summary>
    StepStarted,

    /// <summary>A step is left out, because the target does not need its stage.</summary>
    StepSkipped,

    /// <summary>A step's result was in the cache.</summary>
    CacheUsed,

    /// <summary>A step's command runs; the text is the run's id.</summary>
    RunStarted,

    /// <summary>Output of a step's command.</summary>
    Output,

    /// <summary>A step's command has ended, and what it ran in is gone; the text is the run's id.</summary>
    RunEnded,

    /// <summary>A step is done; the text is the image's id so far, empty for <c>scratch</c>.</summary>
    StepFinished,

    /// <summary>A line of information.</summary>
    Notice,

    /// <summary>A warning.</summary>
    Warning,

    /// <summary>The build is done; the text is the image's id.</summary>
    Built,

    /// <summary>The image got a name, which is the text.</summary>
    Tagged,

    /// <summary>The build has failed; the text is why.</summary>
    Failed,
}
