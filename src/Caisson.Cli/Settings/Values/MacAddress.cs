using System.Net.NetworkInformation;

namespace Caisson.Cli.Settings.Values;

/// <summary>Addresses of network interfaces.</summary>
internal static class MacAddress
{
    /// <summary>Looks at one.</summary>
    /// <returns>It, without spaces around.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    internal static string Check(string text)
    {
        string trimmed = text.Trim();
        return trimmed.AsSpan().ContainsAny(":-.") && PhysicalAddress.TryParse(trimmed, out _)
            ? trimmed
            : throw new FormatException($"{text} is not a valid mac address");
    }
}
