namespace Caisson.Oci.RuntimeSpec;

/// <summary>Versions of the runtime specification, SemVer 2.0.0; config.md §Specification version.</summary>
public static class SpecVersion
{
    /// <summary>The version that is implemented here, and written.</summary>
    public const string Current = "1.3.0";

    /// <summary>The oldest version that is read.</summary>
    public const string Oldest = "1.0.0";

    /// <summary>Checks the form <c>MAJOR.MINOR.PATCH[-PRERELEASE][+BUILD]</c>.</summary>
    /// <param name="version">A version.</param>
    /// <param name="major">Its first number.</param>
    public static bool TryParse(string version, out int major)
    {
        major = 0;
        ReadOnlySpan<char> rest = version;
        int plus = rest.IndexOf('+');
        bool valid = plus < 0 || AreIdentifiers(rest[(plus + 1)..], false);
        rest = plus < 0 ? rest : rest[..plus];
        int minus = rest.IndexOf('-');
        valid &= minus < 0 || AreIdentifiers(rest[(minus + 1)..], true);
        rest = minus < 0 ? rest : rest[..minus];

        int first = rest.IndexOf('.');
        int last = rest.LastIndexOf('.');
        return valid
            && first >= 0 && last > first
            && IsNumber(rest[..first]) && int.TryParse(rest[..first], out major)
            && IsNumber(rest[(first + 1)..last])
            && IsNumber(rest[(last + 1)..]);
    }

    private static bool AreIdentifiers(ReadOnlySpan<char> dotted, bool noLeadingZeros)
    {
        foreach (Range range in dotted.Split('.'))
        {
            ReadOnlySpan<char> identifier = dotted[range];
            bool digitsOnly = true;
            foreach (char c in identifier)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                {
                    return false;
                }

                digitsOnly &= char.IsAsciiDigit(c);
            }

            if (identifier.IsEmpty || (noLeadingZeros && digitsOnly && !IsNumber(identifier)))
            {
                return false;
            }
        }

        return true;
    }

    // At most 9 digits, so that every number that passes fits an int.
    private static bool IsNumber(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 9 && !text.ContainsAnyExceptInRange('0', '9') && (text.Length == 1 || text[0] != '0');
}
