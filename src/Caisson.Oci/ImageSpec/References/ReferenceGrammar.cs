namespace Caisson.Oci.ImageSpec;

/// <summary>The grammar of references; distribution/reference, reference.go §Grammar.</summary>
internal static class ReferenceGrammar
{
    private const int MaxTagChars = 128;
    private const int MinDigestChars = 32;

    /// <summary>Splits a reference of the right form.</summary>
    internal static bool TrySplit(string text, out Parts parts)
    {
        ReadOnlySpan<char> name = text;
        ReadOnlySpan<char> tag = default;
        ReadOnlySpan<char> digest = default;
        parts = default;

        int at = name.IndexOf('@');
        if (at >= 0)
        {
            digest = name[(at + 1)..];
            name = name[..at];
            if (!IsDigest(digest))
            {
                return false;
            }
        }

        // A colon before the last slash belongs to a port.
        int colon = name.LastIndexOf(':');
        bool hasTag = colon > name.LastIndexOf('/');
        if (hasTag)
        {
            tag = name[(colon + 1)..];
            name = name[..colon];
            if (!IsTag(tag))
            {
                return false;
            }
        }

        int slash = name.IndexOf('/');
        bool hasDomain = slash > 0 && IsDomain(name[..slash]) && IsPath(name[(slash + 1)..]);
        if (!hasDomain && !IsPath(name))
        {
            return false;
        }

        parts = new Parts(
            hasDomain ? name[..slash].ToString() : "",
            hasDomain ? name[(slash + 1)..].ToString() : name.ToString(),
            hasTag ? tag.ToString() : null,
            at >= 0 ? digest.ToString() : null);
        return true;
    }

    /// <summary><c>[\w][\w.-]{0,127}</c>.</summary>
    internal static bool IsTag(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxTagChars || text[0] is '.' or '-')
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    // host [":" port]
    private static bool IsDomain(ReadOnlySpan<char> text)
    {
        int bracket = text[0] == '[' ? text.IndexOf(']') : -1;
        ReadOnlySpan<char> afterHost = bracket >= 0 ? text[(bracket + 1)..] : text;
        int colon = afterHost.IndexOf(':');
        if (colon >= 0)
        {
            ReadOnlySpan<char> port = afterHost[(colon + 1)..];
            if (port.IsEmpty || port.ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }

            afterHost = afterHost[..colon];
        }

        return bracket >= 0
            ? afterHost.IsEmpty && IsAddress(text[1..bracket])
            : IsDomainName(afterHost);
    }

    private static bool IsDomainName(ReadOnlySpan<char> text)
    {
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> component = text[range];
            if (component.IsEmpty || component[0] == '-' || component[^1] == '-')
            {
                return false;
            }

            foreach (char c in component)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                {
                    return false;
                }
            }
        }

        return true;
    }

    // Of version 6, without zone and without a part in decimal.
    private static bool IsAddress(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c) && c != ':')
            {
                return false;
            }
        }

        return !text.IsEmpty;
    }

    private static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPath(ReadOnlySpan<char> text)
    {
        foreach (Range range in text.Split('/'))
        {
            if (!IsPathComponent(text[range]))
            {
                return false;
            }
        }

        return true;
    }

    // Letters and digits, with one separator between them: a full stop, one or two underscores, or any number of hyphens.
    private static bool IsPathComponent(ReadOnlySpan<char> text)
    {
        int separator = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]) || char.IsAsciiLetterLower(text[i]))
            {
                ReadOnlySpan<char> between = text[separator..i];
                if (!between.IsEmpty
                    && (separator == 0 || (between is not ("." or "_" or "__") && between.ContainsAnyExcept('-'))))
                {
                    return false;
                }

                separator = i + 1;
            }
        }

        return text.Length > 0 && separator == text.Length;
    }

    // algorithm ":" at least 32 hexadecimal digits.
    private static bool IsDigest(ReadOnlySpan<char> text)
    {
        int colon = text.IndexOf(':');
        if (colon < 0)
        {
            return false;
        }

        bool atStart = true;
        foreach (char c in text[..colon])
        {
            bool isSeparator = c is '-' or '_' or '+' or '.';
            if (atStart ? !char.IsAsciiLetter(c) : !isSeparator && !char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }

            atStart = isSeparator;
        }

        ReadOnlySpan<char> hex = text[(colon + 1)..];
        return !atStart && hex.Length >= MinDigestChars && IsHex(hex);
    }

    /// <summary>The parts of a reference; an empty domain, no tag or no digest where there is none.</summary>
    internal readonly record struct Parts(string Domain, string Path, string? Tag, string? Digest);
}
