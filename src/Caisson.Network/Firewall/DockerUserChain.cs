using System.Globalization;
using System.Text;
using Caisson.Linux.Nftables;

namespace Caisson.Network.Firewall;

/// <summary>
/// Docker drops what is forwarded on its host unless it is its own; its chain DOCKER-USER is for rules of others. An
/// accepted packet is still subject to our table: what that drops stays dropped.
/// </summary>
internal static class DockerUserChain
{
    private const string Mark = "caisson";

    // The tables of iptables and ip6tables.
    private static readonly string[] Families = ["ip", "ip6"];

    /// <summary>Makes our rules in it, if there is such a chain, those for these bridges.</summary>
    internal static void Set(NftablesContext nftables, IReadOnlyCollection<string> bridges)
    {
        foreach (string family in Families)
        {
            if (nftables.TryRun($"list chain {family} filter DOCKER-USER\n", out string chain))
            {
                string script = Script(family, chain, bridges);
                if (script.Length > 0)
                {
                    nftables.TryRun(script, out _);
                }
            }
        }
    }

    /// <summary>The commands that make the chain ours, as far as it is ours; empty if it is so already.</summary>
    /// <param name="family">ip or ip6.</param>
    /// <param name="chain">The chain as nft lists it, with handles.</param>
    /// <param name="bridges">Our bridges.</param>
    internal static string Script(string family, string chain, IReadOnlyCollection<string> bridges)
    {
        HashSet<string> missing = new(StringComparer.Ordinal);
        foreach (string bridge in bridges)
        {
            missing.Add($"iifname \"{bridge}\"");
            missing.Add($"oifname \"{bridge}\"");
        }

        StringBuilder script = new();
        foreach (string line in chain.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (!line.Contains($"comment \"{Mark}\"", StringComparison.Ordinal))
            {
                continue;
            }

            string match = line[..Math.Max(0, line.IndexOf(" counter", StringComparison.Ordinal))];
            int at = line.LastIndexOf("# handle ", StringComparison.Ordinal);
            if (!missing.Remove(match)
                && at >= 0
                && ulong.TryParse(line.AsSpan(at + "# handle ".Length), NumberStyles.None, CultureInfo.InvariantCulture, out ulong handle))
            {
                script.Append(CultureInfo.InvariantCulture, $"delete rule {family} filter DOCKER-USER handle {handle}\n");
            }
        }

        foreach (string match in missing)
        {
            script.Append(
                CultureInfo.InvariantCulture, $"insert rule {family} filter DOCKER-USER {match} counter accept comment \"{Mark}\"\n");
        }

        return script.ToString();
    }
}
