using System.Diagnostics;

namespace Caisson.Integration.Tests.Harness.Commands;

/// <summary>Waits for what another process brings about, where there is no descriptor to wait on.</summary>
public static class Wait
{
    /// <summary>Looks until a condition holds; fails the test when it has not for a long time.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="what">The condition in words, for the failure.</param>
    /// <param name="patience">The longest wait; <see cref="Command.Patience"/> by default.</param>
    public static void Until(Func<bool> condition, string what, TimeSpan? patience = null)
    {
        if (!TryUntil(condition, patience ?? Command.Patience))
        {
            Assert.Fail($"waited in vain for: {what}");
        }
    }

    /// <summary>Looks until a condition holds, and says whether it came to hold.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="patience">The longest wait.</param>
    public static bool TryUntil(Func<bool> condition, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > patience)
            {
                return condition();
            }

            Thread.Sleep(5);
        }

        return true;
    }
}
