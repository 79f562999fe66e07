namespace Caisson.Linux.Systemd;

/// <summary>The unit that a container's cgroup is to be, and the slice that it is to be in.</summary>
/// <param name="Unit">The unit: a scope, or a slice.</param>
/// <param name="Slice">The slice above it.</param>
public readonly record struct UnitName(string Unit, string Slice)
{
    private const string SliceSuffix = ".slice";
    private const string ScopeSuffix = ".scope";

    // systemd.unit(5): at most 255 characters, the suffix included.
    private const int LengthMax = 255;

    /// <summary>Whether the unit is itself a slice: a cgroup for other cgroups, which needs no process to exist.</summary>
    public bool IsSlice => Unit.EndsWith(SliceSuffix, StringComparison.Ordinal);

    /// <summary>Reads <c>SLICE:PREFIX:NAME</c>, which makes <c>PREFIX-NAME.scope</c>, or NAME where that is a slice.</summary>
    /// <param name="cgroupsPath">linux.cgroupsPath; empty for a scope named after the container.</param>
    /// <param name="id">The container's name.</param>
    /// <param name="isUser">Whether it is the user's systemd that has the unit, where no slice is given.</param>
    /// <exception cref="FormatException">It has another form, or is no unit's name; the message says which.</exception>
    public static UnitName Parse(string cgroupsPath, string id, bool isUser)
    {
        string[] parts = cgroupsPath.Length == 0 ? ["", "caisson", id] : cgroupsPath.Split(':');
        if (parts.Length != 3)
        {
            throw new FormatException(
                $"expected cgroupsPath to be of format \"slice:prefix:name\" for systemd cgroups, got \"{cgroupsPath}\" instead");
        }

        string slice = parts[0].Length > 0 ? parts[0] : isUser ? "user" + SliceSuffix : "system" + SliceSuffix;
        CheckSlice(slice);
        if (parts[2].EndsWith(SliceSuffix, StringComparison.Ordinal))
        {
            CheckSlice(parts[2]);
            return new UnitName(parts[2], slice);
        }

        string unit = $"{parts[1]}-{parts[2]}{ScopeSuffix}";
        return unit.Length <= LengthMax && parts[2].Length > 0 && AreUnitCharacters(unit)
            ? new UnitName(unit, slice)
            : throw new FormatException($"\"{unit}\" cannot be the name of a systemd unit (letters, digits and :-_.\\@, at most {LengthMax} characters)");
    }

    /// <summary>Where systemd keeps a slice's cgroup: <c>a-b.slice</c> is <c>/a.slice/a-b.slice</c>; systemd.slice(5).</summary>
    /// <returns>Empty for <c>-.slice</c>, the top; else it starts with a slash.</returns>
    /// <exception cref="FormatException">It is no slice's name.</exception>
    public static string ExpandSlice(string slice)
    {
        CheckSlice(slice);
        if (slice == "-" + SliceSuffix)
        {
            return "";
        }

        string path = "";
        for (int dash = slice.IndexOf('-'); dash >= 0; dash = slice.IndexOf('-', dash + 1))
        {
            path += $"/{slice.AsSpan(0, dash)}{SliceSuffix}";
        }

        return $"{path}/{slice}";
    }

    /// <summary>Where systemd keeps the unit's cgroup, from its own one on.</summary>
    public string RelativePath => IsSlice ? ExpandSlice(Unit) : $"{ExpandSlice(Slice)}/{Unit}";

    private static void CheckSlice(string slice)
    {
        ReadOnlySpan<char> name = slice.EndsWith(SliceSuffix, StringComparison.Ordinal) ? slice.AsSpan(0, slice.Length - SliceSuffix.Length) : "";
        bool isValid = name is "-"
            || (name.Length > 0 && slice.Length <= LengthMax && AreUnitCharacters(name)
                && name[0] != '-' && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal));
        if (!isValid)
        {
            throw new FormatException($"invalid slice name: \"{slice}\" (it ends in .slice, and single dashes are between its parts)");
        }
    }

    private static bool AreUnitCharacters(ReadOnlySpan<char> name)
    {
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not (':' or '-' or '_' or '.' or '\\' or '@'))
            {
                return false;
            }
        }

        return true;
    }
}
