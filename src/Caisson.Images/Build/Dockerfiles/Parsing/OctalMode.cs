namespace Caisson.Images.Build.Dockerfiles.Parsing;

/// <summary>Permission bits in octal.</summary>
internal static class OctalMode
{
    /// <summary>The permission bits with set-user-id, set-group-id and sticky.</summary>
    internal const uint All = 0xFFF;

    /// <summary>Reads up to four octal digits, zeros before them allowed.</summary>
    internal static bool TryParse(string text, out uint mode)
    {
        mode = 0;
        foreach (char c in text)
        {
            if (c is < '0' or > '7' || (mode = (mode << 3) | (uint)(c - '0')) > All)
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
