namespace Caisson.Images.Registry.Http;

/// <summary>Tries again what may yet succeed, after pauses that double, each shortened by chance so that many clients of
/// a server that comes back do not come back at once.</summary>
internal sealed class RetryPolicy
{
    private readonly RegistryOptions _options;
    private int _failures;

    internal RetryPolicy(RegistryOptions options) => _options = options;

    /// <summary>Does something until it succeeds, fails for good, or has been tried often enough.</summary>
    internal static async Task<T> RunAsync<T>(
        RegistryOptions options, Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        RetryPolicy policy = new(options);
        while (true)
        {
            try
            {
                return await work(cancellation);
            }
            catch (TransientException e)
            {
                await policy.PauseAsync(e, null, cancellation);
            }
        }
    }

    /// <summary>Forgets failures: there has been progress since.</summary>
    internal void Reset() => _failures = 0;

    /// <summary>Waits before the next try.</summary>
    /// <param name="failure">Why there is to be one.</param>
    /// <param name="told">Told how long it takes.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ImageException">It has been tried often enough.</exception>
    internal async Task PauseAsync(TransientException failure, Action<TimeSpan>? told, CancellationToken cancellation)
    {
        _failures++;
        if (_failures >= _options.Attempts || failure.Pause > _options.LongestPause)
        {
            throw failure.Final;
        }

        // Random.Shared: nothing secret depends on it.
        TimeSpan pause = failure.Pause ?? PauseAfter(_failures, _options, Random.Shared.NextDouble());
        told?.Invoke(pause);
        await Task.Delay(pause, _options.Time, cancellation);
    }

    /// <summary>The pause after the last of some failures in a row.</summary>
    /// <param name="failures">How many, from 1.</param>
    /// <param name="options">The first and longest pause.</param>
    /// <param name="chance">From 0 to 1.</param>
    internal static TimeSpan PauseAfter(int failures, RegistryOptions options, double chance)
    {
        TimeSpan full = options.FirstPause * Math.Pow(2, Math.Min(failures - 1, 30));
        full = full < options.LongestPause ? full : options.LongestPause;
        return full * (0.5 + (chance / 2));
    }
}
