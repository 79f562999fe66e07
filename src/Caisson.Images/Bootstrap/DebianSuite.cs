namespace Caisson.Images.Bootstrap;

/// <summary>A suite with what belongs to it (updates, security), as the host's sources serve it.</summary>
/// <param name="Sources">The sources.</param>
/// <param name="Date">When the suite itself was published: of all times the one that does not change with what is beside it.</param>
internal sealed record DebianSuite(IReadOnlyList<AptSource> Sources, DateTimeOffset Date)
{
    private const string Origin = "Debian";

    /// <summary>Finds a suite.</summary>
    /// <param name="suite">Its name.</param>
    /// <param name="host">The host's sources.</param>
    /// <exception cref="ImageException">None of them has it.</exception>
    internal static DebianSuite Find(string suite, IReadOnlyList<AptSource> host)
    {
        List<AptSource> found = [];
        DateTimeOffset? date = null;
        string fault = "there are no Debian sources in /etc/apt";
        foreach (AptSource source in Candidates(suite, host))
        {
            if (source.Address.Contains('@', StringComparison.Ordinal))
            {
                throw new ImageException(
                    ImageErrorKind.Unsupported,
                    "a source in /etc/apt has a password in its address, which would be in the image: put it into /etc/apt/auth.conf.d");
            }

            bool isSuite = source.Suite == suite;
            if (DebianRelease.TryFetch(source, out string reason) is { Origin: Origin } release)
            {
                found.Add(source);
                date = isSuite ? date ?? release.Date : date;
            }
            else if (isSuite)
            {
                fault = reason;
            }
        }

        return date is { } published
            ? new DebianSuite(found, published)
            : throw new ImageException(
                ImageErrorKind.NotFound, $"suite {suite}: the host's Debian sources do not have it ({fault})");
    }

    /// <summary>The sources that may have a suite: those that name it, or else those of the host's own suite with the
    /// name replaced.</summary>
    internal static IReadOnlyList<AptSource> Candidates(string suite, IReadOnlyList<AptSource> host)
    {
        List<AptSource> named = [.. host.Where(source => BaseOf(source.Suite) == suite)];
        if (named.Any(source => source.Suite == suite))
        {
            return named;
        }

        // Below the addresses, suites of all releases lie beside each other.
        List<AptSource> derived = [];
        foreach (AptSource source in host.Where(source => source.Components.Contains("main")))
        {
            AptSource other = source with { Suite = suite + source.Suite[BaseOf(source.Suite).Length..], Components = ["main"] };
            if (!derived.Exists(d => d.Address == other.Address && d.Suite == other.Suite))
            {
                derived.Add(other);
            }
        }

        return derived;
    }

    // bookworm of bookworm-security, buster of buster/updates.
    private static string BaseOf(string suite) => suite.IndexOfAny(['-', '/']) is > 0 and var end ? suite[..end] : suite;
}
