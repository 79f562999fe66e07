using System.Diagnostics.CodeAnalysis;

namespace Caisson.Oci.ImageSpec;

/// <summary>An image's name, with a tag, a digest, both or neither, as Docker understands what people write:
/// <c>debian</c> is <c>docker.io/library/debian</c>.</summary>
/// <remarks>The rules and the words of errors are those of the Go module distribution/reference
/// (<c>ParseNormalizedNamed</c>), on which Docker, containerd and registries agree.</remarks>
public sealed record ImageReference
{
    private const string DefaultDomain = "docker.io";
    private const string LegacyDomain = "index.docker.io";
    private const string OfficialPrefix = "library/";
    private const string DefaultTag = "latest";

    // The name's length is checked on its path alone, as the module does; a domain's length is DNS's business.
    private const int MaxPathChars = 255;

    private ImageReference(string domain, string path)
    {
        Domain = domain;
        Path = path;
    }

    /// <summary>The registry's host name, perhaps with a port. Empty for a first component that looks like a host name, but
    /// is none (<c>a_b.c/d</c>): Docker knows such names, and no registry has them.</summary>
    public string Domain { get; }

    /// <summary>The repository in the registry: <c>library/debian</c>.</summary>
    public string Path { get; }

    /// <summary>The tag.</summary>
    public string? Tag { get; private init; }

    /// <summary>The digest of a manifest or index.</summary>
    public Digest? Digest { get; private init; }

    /// <summary>Domain and path: <c>docker.io/library/debian</c>.</summary>
    public string Name => Domain.Length == 0 ? Path : $"{Domain}/{Path}";

    /// <summary>As people write it: <c>debian:12</c>.</summary>
    public string Familiar => FamiliarName + Suffix;

    /// <summary>The name as people write it: <c>debian</c>.</summary>
    public string FamiliarName =>
        Domain != DefaultDomain ? Name
        : Path.StartsWith(OfficialPrefix, StringComparison.Ordinal) && Path.IndexOf('/', OfficialPrefix.Length) < 0
            ? Path[OfficialPrefix.Length..]
        : Path;

    private string Suffix => (Tag is null ? "" : ":" + Tag) + (Digest is null ? "" : "@" + Digest);

    /// <summary>Reads a reference.</summary>
    /// <exception cref="FormatException">It is none; with the words of Docker's errors.</exception>
    public static ImageReference Parse(string text) => TryParse(text, out ImageReference? reference, out string? error)
        ? reference
        : throw new FormatException(error);

    /// <summary>Reads a reference.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ImageReference? reference) =>
        TryParse(text, out reference, out _);

    /// <summary>Reads a reference, or says with the words of Docker's errors what is wrong with it.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out ImageReference? reference, [NotNullWhen(false)] out string? error)
    {
        reference = null;
        if (IsIdentifier(text))
        {
            error = $"invalid repository name ({text}), cannot specify 64-byte hexadecimal strings";
            return false;
        }

        (string domain, string remainder) = SplitDomain(text);
        string remote = remainder.Split(':', 2)[0];
        if (HasUpperCase(remote))
        {
            error = $"invalid reference format: repository name ({remote}) must be lowercase";
            return false;
        }

        string full = $"{domain}/{remainder}";
        if (!ReferenceGrammar.TrySplit(full, out ReferenceGrammar.Parts parts))
        {
            error = ReferenceGrammar.TrySplit(full.ToLowerInvariant(), out _)
                ? "repository name must be lowercase"
                : "invalid reference format";
            return false;
        }

        if (parts.Path.Length > MaxPathChars)
        {
            error = $"repository name must not be more than {MaxPathChars} characters";
            return false;
        }

        Digest? digest = null;
        if (parts.Digest is not null)
        {
            if (!ImageSpec.Digest.TryParse(parts.Digest, out Digest parsed, out error))
            {
                return false;
            }

            digest = parsed;
        }

        error = null;
        reference = new ImageReference(parts.Domain, parts.Path) { Tag = parts.Tag, Digest = digest };
        return true;
    }

    /// <summary>Whether a text is an image's id in full, 64 lower-case hexadecimal digits, and therefore no name.</summary>
    public static bool IsIdentifier(string text) => text.Length == 64 && ImageSpec.Digest.IsLowerHex(text);

    /// <summary>The same with the tag <c>latest</c>, where it has neither a tag nor a digest.</summary>
    public ImageReference WithDefaultTag() => Tag is null && Digest is null ? this with { Tag = DefaultTag } : this;

    /// <summary>The same name with a tag, and without a digest.</summary>
    /// <exception cref="FormatException">The tag is none.</exception>
    public ImageReference WithTag(string tag) => ReferenceGrammar.IsTag(tag)
        ? this with { Tag = tag, Digest = null }
        : throw new FormatException("invalid tag format");

    /// <summary>The same name with a digest, and without a tag.</summary>
    public ImageReference WithDigest(Digest digest) => this with { Tag = null, Digest = digest };

    /// <summary>The name alone.</summary>
    public ImageReference WithoutVersion() => this with { Tag = null, Digest = null };

    /// <summary>In full: <c>docker.io/library/debian:12</c>.</summary>
    public override string ToString() => Name + Suffix;

    private static bool HasUpperCase(string text) =>
        !string.Equals(text, text.ToLowerInvariant(), StringComparison.Ordinal);

    // What comes before the first slash is a domain only where it looks like one.
    private static (string Domain, string Remainder) SplitDomain(string text)
    {
        int slash = text.IndexOf('/');
        if (slash < 0)
        {
            return (DefaultDomain, OfficialPrefix + text);
        }

        string first = text[..slash];
        string rest = text[(slash + 1)..];
        string domain = first switch
        {
            "localhost" => first,
            LegacyDomain => DefaultDomain,
            _ when first.AsSpan().ContainsAny('.', ':') => first,
            _ when HasUpperCase(first) => first,
            _ => "",
        };
        if (domain.Length == 0)
        {
            (domain, rest) = (DefaultDomain, text);
        }

        return (domain, domain == DefaultDomain && !rest.Contains('/') ? OfficialPrefix + rest : rest);
    }
}
