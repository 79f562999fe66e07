namespace Caisson.Bench.Measurement;

/// <summary>What a series of samples comes to.</summary>
public static class Summary
{
    /// <summary>The middle of the samples.</summary>
    /// <param name="samples">The samples, in any order.</param>
    public static double Median(IReadOnlyCollection<double> samples) => Percentile(samples, 0.5);

    /// <summary>The value that a part of the samples do not exceed, between two samples where none stands there.</summary>
    /// <param name="samples">The samples, in any order, at least one.</param>
    /// <param name="part">From 0 to 1.</param>
    public static double Percentile(IReadOnlyCollection<double> samples, double part)
    {
        double[] sorted = [.. samples.Order()];
        double place = part * (sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (place - below));
    }
}
