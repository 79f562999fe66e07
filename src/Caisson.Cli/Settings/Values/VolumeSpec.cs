namespace Caisson.Cli.Settings.Values;

/// <summary>Values of <c>--volume</c>: <c>[SOURCE:]TARGET[:OPTIONS]</c>.</summary>
internal static class VolumeSpec
{
    /// <summary>Reads one.</summary>
    /// <returns>Whether something of the host or a named volume is mounted; and the value, with an absolute path.</returns>
    /// <exception cref="FormatException">It is empty.</exception>
    internal static (bool IsBind, string Text) Parse(string value)
    {
        int colon = value.IndexOf(':', StringComparison.Ordinal);
        if (value.Length == 0)
        {
            throw new FormatException("invalid empty volume spec");
        }

        return colon <= 0 ? (false, value)
            : value.StartsWith('.') ? (true, Path.TrimEndingDirectorySeparator(Path.GetFullPath(value[..colon])) + value[colon..])
            : (true, value);
    }
}
