namespace Caisson.Cli.Verbs;

/// <summary>Asks before something is lost.</summary>
internal static class Confirmation
{
    /// <summary>Asks.</summary>
    /// <param name="invocation">Who is asked.</param>
    /// <param name="warning">What will happen.</param>
    /// <returns>Whether to go on: anything but yes is no.</returns>
    internal static bool Ask(Invocation invocation, string warning)
    {
        invocation.Streams.Write($"{warning}\nAre you sure you want to continue? [y/N] ");
        return invocation.Streams.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
