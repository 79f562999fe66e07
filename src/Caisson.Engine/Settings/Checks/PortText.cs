using System.Globalization;

namespace Caisson.Engine.Settings.Checks;

/// <summary>Ports as clients write them: <c>80/tcp</c>, <c>8000-8010</c>.</summary>
internal static class PortText
{
    /// <summary>Tells port and protocol apart; the protocol is tcp where none is said.</summary>
    internal static (string Port, string Protocol) Split(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (text, "tcp") : (text[..slash], text[(slash + 1)..].ToLowerInvariant());
    }

    /// <summary>Whether it is a port.</summary>
    internal static bool IsPort(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>Whether it is a port or a range of ports.</summary>
    internal static bool IsPortRange(string text)
    {
        string[] parts = text.Split('-');
        return parts is [_] or [_, _]
            && Array.TrueForAll(parts, IsPort)
            && int.Parse(parts[0], CultureInfo.InvariantCulture) <= int.Parse(parts[^1], CultureInfo.InvariantCulture);
    }
}
