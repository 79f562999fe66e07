namespace Caisson.Api.Hosting;

/// <summary>How often each route is called, and how long it takes.</summary>
/// <remarks>Thread: any.</remarks>
internal sealed class CallMetrics
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Method, string Pattern, int Status), Histogram> _calls = [];

    /// <summary>Upper ends of the histograms' ranges, in seconds.</summary>
    internal static ReadOnlySpan<double> BucketSeconds => [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>Counts a call.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="pattern">Its route's pattern; empty for none.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="took">How long it took.</param>
    internal void Observe(string method, string pattern, int status, TimeSpan took)
    {
        // Methods of unknown routes are whatever clients make up.
        string known = pattern.Length == 0 ? "" : method;
        double seconds = took.TotalSeconds;
        ReadOnlySpan<double> buckets = BucketSeconds;
        int bucket = 0;
        while (bucket < buckets.Length && seconds > buckets[bucket])
        {
            bucket++;
        }

        lock (_lock)
        {
            if (!_calls.TryGetValue((known, pattern, status), out Histogram? histogram))
            {
                _calls.Add((known, pattern, status), histogram = new Histogram(new long[buckets.Length + 1]));
            }

            histogram.Counts[bucket]++;
            histogram.Sum += seconds;
        }
    }

    /// <summary>Shows every histogram to somebody, one after the other.</summary>
    /// <param name="show">Is given method, pattern, status, the count of each range, and the sum of seconds.</param>
    internal void ForEach(Action<string, string, int, ReadOnlySpan<long>, double> show)
    {
        lock (_lock)
        {
            foreach (KeyValuePair<(string Method, string Pattern, int Status), Histogram> call in _calls)
            {
                show(call.Key.Method, call.Key.Pattern, call.Key.Status, call.Value.Counts, call.Value.Sum);
            }
        }
    }

    private sealed class Histogram(long[] counts)
    {
        internal long[] Counts { get; } = counts;

        internal double Sum { get; set; }
    }
}
