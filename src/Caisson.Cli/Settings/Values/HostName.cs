using System.Net;
using System.Text.RegularExpressions;

namespace Caisson.Cli.Settings.Values;

/// <summary>Looks at values of options with names and addresses.</summary>
internal static partial class HostName
{
    /// <summary>Looks at a value of <c>--dns</c>.</summary>
    /// <exception cref="FormatException">It is no address.</exception>
    internal static void CheckAddress(string value)
    {
        if (!IsAddress(value.Trim()))
        {
            throw new FormatException($"IP address is not correctly formatted: {value}");
        }
    }

    /// <summary>Looks at a value of <c>--dns-search</c>.</summary>
    /// <exception cref="FormatException">It is no domain.</exception>
    internal static void CheckDomain(string value)
    {
        const int MaxChars = 255;
        string trimmed = value.Trim();
        if (trimmed != "." && (trimmed.Length >= MaxChars || !Domain().IsMatch(trimmed)))
        {
            throw new FormatException($"{value} is not a valid domain");
        }
    }

    /// <summary>Looks at a value of <c>--add-host</c>.</summary>
    /// <exception cref="FormatException">It is wrong.</exception>
    internal static void CheckExtraHost(string value) => ExtraHost(value);

    /// <summary>Reads a value of <c>--add-host</c>: <c>NAME:ADDRESS</c> or <c>NAME=ADDRESS</c>.</summary>
    /// <returns>As the API takes it.</returns>
    /// <exception cref="FormatException">It is wrong.</exception>
    internal static string ExtraHost(string value)
    {
        int separator = value.AsSpan().IndexOfAny('=', ':');
        if (separator <= 0 || separator + 1 == value.Length)
        {
            throw new FormatException($"bad format for add-host: \"{value}\"");
        }

        string address = value[(separator + 1)..];
        address = address is ['[', .., ']'] ? address[1..^1] : address;
        return address == "host-gateway" || IsAddress(address)
            ? $"{value[..separator]}:{address}"
            : throw new FormatException($"invalid IP address in add-host: \"{address}\"");
    }

    /// <summary>Reads a value of <c>--link</c>: <c>CONTAINER[:ALIAS]</c>.</summary>
    /// <returns>As the API takes it.</returns>
    /// <exception cref="FormatException">It is wrong.</exception>
    internal static string Link(string value)
    {
        string[] parts = value.Split(':');
        return value.Length == 0 ? throw new FormatException("empty string specified for links")
            : parts.Length > 2 ? throw new FormatException($"bad format for links: {value}")
            : parts.Length == 1 ? $"{value}:{value}"
            : value;
    }

    /// <summary>Looks at a value of <c>--sysctl</c>.</summary>
    /// <exception cref="FormatException">It is none that belongs to a container.</exception>
    internal static void CheckSysctl(string value)
    {
        string[] own =
        [
            "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced",
        ];
        int equals = value.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || !(own.Contains(value[..equals])
            || value.StartsWith("net.", StringComparison.Ordinal) || value.StartsWith("fs.mqueue.", StringComparison.Ordinal)))
        {
            throw new FormatException($"sysctl '{value}' is not allowed");
        }
    }

    private static bool IsAddress(string text) =>
        IPAddress.TryParse(text, out _) && (text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3);

    [GeneratedRegex(@"^(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\-_]*[a-zA-Z0-9])\.)*([A-Za-z0-9_]|[A-Za-z0-9_][A-Za-z0-9\-_]*[A-Za-z0-9])\.?$")]
    private static partial Regex Domain();
}
