namespace Caisson.Api.Hijacking;

/// <summary>The content types of streams of containers' output.</summary>
internal static class StreamTypes
{
    /// <summary>As it comes: the output of a terminal.</summary>
    internal const string Raw = "application/vnd.docker.raw-stream";

    /// <summary>In frames that say which output they are of.</summary>
    internal const string Multiplexed = "application/vnd.docker.multiplexed-stream";

    /// <summary>The type to answer with; clients before 1.42 know only the first, and do not look at it.</summary>
    /// <param name="call">The request.</param>
    /// <param name="isTerminal">Whether it is a terminal's output.</param>
    internal static string For(ApiCall call, bool isTerminal) => !isTerminal && call.Version.Has(42) ? Multiplexed : Raw;
}
