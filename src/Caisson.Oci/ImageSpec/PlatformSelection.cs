using System.Globalization;

namespace Caisson.Oci.ImageSpec;

/// <summary>Which of an index's images to take, as containerd and Docker choose: the platform asked for, then those
/// that it can run too, the best first.</summary>
public static class PlatformSelection
{
    private const string AttestationAnnotation = "vnd.docker.reference.type";

    /// <summary>The entries of an index that run on a platform, the best first; equally good ones in the index's
    /// order.</summary>
    /// <param name="index">The index.</param>
    /// <param name="wanted">The platform.</param>
    /// <returns>Entries whose platform fits, then those that name none: whether these fit, their configuration
    /// tells (<see cref="Rank"/>).</returns>
    public static IReadOnlyList<Descriptor> Candidates(ImageIndex index, Platform wanted)
    {
        List<(int Rank, Descriptor Entry)> fitting = [];
        foreach (Descriptor entry in index.Manifests)
        {
            if (!IsAttestation(entry) && Rank(wanted, entry.Platform) is { } rank)
            {
                fitting.Add((rank, entry));
            }
        }

        return [.. fitting.OrderBy(f => f.Rank).Select(f => f.Entry)];
    }

    /// <summary>How well an image's platform fits one that is wanted.</summary>
    /// <param name="wanted">The platform wanted.</param>
    /// <param name="offered">The image's; null where it is not known.</param>
    /// <returns>0 for the same; more for one that it can run too, the less the better; the most where the image's is
    /// not known; null where it does not fit.</returns>
    public static int? Rank(Platform wanted, Platform? offered)
    {
        if (offered is null)
        {
            return int.MaxValue;
        }

        Platform normal = offered.Normalize();
        List<Platform> runnable = Runnable(wanted.Normalize());
        for (int i = 0; i < runnable.Count; i++)
        {
            if (runnable[i].Os == normal.Os
                && runnable[i].Architecture == normal.Architecture
                && runnable[i].Variant == normal.Variant)
            {
                return i;
            }
        }

        return null;
    }

    /// <summary>Whether an entry of an index is no image, but says something about one.</summary>
    public static bool IsAttestation(Descriptor entry) => entry.Platform is { IsUnknown: true }
        || (entry.Annotations is { } annotations && annotations.ContainsKey(AttestationAnnotation));

    // What a platform runs, the best first: its own code, that of lesser variants, and that of a 32-bit predecessor.
    private static List<Platform> Runnable(Platform platform)
    {
        List<Platform> all = [platform];
        int version = VariantNumber(platform.Variant);
        switch (platform.Architecture)
        {
            case "amd64":
                AddLesser(all, platform, version, 1);
                all.Add(platform with { Architecture = "386", Variant = null });
                break;
            case "arm":
                AddLesser(all, platform, version, 5);
                break;
            case "arm64":
                Platform arm = platform with { Architecture = "arm", Variant = "v8" };
                if (platform.Variant is not null)
                {
                    all.Add(platform with { Variant = null });
                }

                all.Add(arm);
                AddLesser(all, arm, 8, 5);
                break;
            default:
                break;
        }

        return all;
    }

    private static void AddLesser(List<Platform> all, Platform platform, int version, int least)
    {
        // Variants that exist have one digit; a larger number is no reason to make a long list.
        for (int lesser = Math.Min(version, 10) - 1; lesser >= least; lesser--)
        {
            all.Add((platform with { Variant = $"v{lesser}" }).Normalize());
        }
    }

    private static int VariantNumber(string? variant) =>
        variant is ['v', .. var digits] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int n)
            ? n
            : 0;
}
