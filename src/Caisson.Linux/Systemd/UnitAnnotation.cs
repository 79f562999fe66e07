using Caisson.Linux.DBus;

namespace Caisson.Linux.Systemd;

/// <summary>
/// Properties that a configuration gives as annotations: <c>org.systemd.property.TimeoutStopUSec: uint64 123456789</c>,
/// the value as GVariant writes it. <c>…Sec</c> takes seconds and stands for <c>…USec</c>.
/// </summary>
public static class UnitAnnotation
{
    private const string Prefix = "org.systemd.property.";
    private const int NameLengthMin = 3;
    private const double SecondUs = 1e6;

    /// <summary>The properties among annotations.</summary>
    /// <exception cref="FormatException">One has a name or value that cannot be; the message names it.</exception>
    public static IReadOnlyList<UnitProperty> ReadAll(IReadOnlyDictionary<string, string>? annotations)
    {
        List<UnitProperty>? properties = null;
        foreach ((string key, string text) in annotations ?? new Dictionary<string, string>())
        {
            if (key.StartsWith(Prefix, StringComparison.Ordinal))
            {
                (properties ??= []).Add(Read(key, text));
            }
        }

        return (IReadOnlyList<UnitProperty>?)properties ?? [];
    }

    private static UnitProperty Read(string key, string text)
    {
        string name = key[Prefix.Length..];
        if (name.Length < NameLengthMin || !IsMadeOfLetters(name))
        {
            throw new FormatException($"annotation {key}: name incorrect: at least {NameLengthMin} letters, and nothing else");
        }

        DBusValue value;
        try
        {
            value = VariantText.Parse(text);
        }
        catch (FormatException e)
        {
            throw new FormatException($"annotation {key}={text}: value parse error: {e.Message}", e);
        }

        bool isSeconds = name.EndsWith("Sec", StringComparison.Ordinal) && char.IsAsciiLetterLower(name[^4]);
        return isSeconds ? new UnitProperty(name[..^3] + "USec", Microseconds(key, value)) : new UnitProperty(name, value);
    }

    private static bool IsMadeOfLetters(string name)
    {
        foreach (char c in name)
        {
            if (!char.IsAsciiLetter(c))
            {
                return false;
            }
        }

        return true;
    }

    private static ulong Microseconds(string key, DBusValue seconds)
    {
        double number = seconds.Signature switch
        {
            "d" => BitConverter.UInt64BitsToDouble(seconds.Bits),
            "i" or "n" or "x" => (long)seconds.Bits,
            "y" or "q" or "u" or "t" => seconds.Bits,
            _ => double.NaN,
        };
        double microseconds = number * SecondUs;
        return microseconds is >= 0 and < ulong.MaxValue
            ? (ulong)microseconds
            : throw new FormatException($"annotation {key}={seconds}: not a number of seconds");
    }
}
