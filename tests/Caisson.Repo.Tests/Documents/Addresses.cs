using System.Text.RegularExpressions;

namespace Caisson.Repo.Tests.Documents;

/// <summary>The checkout names no folder of the machine that it was written on, and few hosts.</summary>
public static partial class Addresses
{
    // Where users are sent to, and what formats and standards are called.
    private static readonly string[] Hosts =
    [
        "dotnet.microsoft.com", "keepachangelog.com", "semver.org", "github.com", "opencontainers.org", "www.w3.org",
        "www.apache.org", "docs.kernel.org", "man7.org", "example.org", "nvd.nist.gov", "www.cve.org", "learn.microsoft.com",
        "index.docker.io", "registry-1.docker.io", "docs.docker.com", "docs.oasis-open.org",
    ];

    // Nobody's, for examples and tests (RFC 6761).
    private const string Reserved = ".example";

    /// <summary>Finds what is true on one machine only.</summary>
    /// <param name="tree">Where to look.</param>
    public static IEnumerable<Violation> Find(Tree tree)
    {
        foreach (SourceFile file in tree.Files.Where(f => f.Name != "LICENSE"))
        {
            foreach (Match match in OfOneMachine().Matches(file.Text))
            {
                yield return new Violation(file.Path, file.LineOf(match.Index), $"{match.Value} is on one machine only");
            }

            foreach (Match match in Address().Matches(file.Text))
            {
                string host = match.Groups[1].Value;
                if (!Hosts.Contains(host) && !host.EndsWith(Reserved, StringComparison.Ordinal))
                {
                    yield return new Violation(
                        file.Path, file.LineOf(match.Index), $"add {host} to {nameof(Addresses)}.cs, or do without");
                }
            }
        }
    }

    // Split, so that the rule does not find itself.
    [GeneratedRegex("/wo" + "rk/|/tmp/w" + @"t\b|/tmp/hel" + @"pers|(?<![\w-])\.\./sha" + @"red/|\bDESIGN\.m" + @"d\b|\bSTYLE\.m" + @"d\b")]
    private static partial Regex OfOneMachine();

    [GeneratedRegex(@"\bhttps?://([A-Za-z][\w-]*(?:\.[\w-]+)+)")]
    private static partial Regex Address();
}
