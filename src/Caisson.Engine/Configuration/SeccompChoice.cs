using System.Text.Json;
using Caisson.Engine.Defaults;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Configuration;

/// <summary>Which system calls a container may make.</summary>
internal static class SeccompChoice
{
    private const string Unconfined = "unconfined";
    private const int ProfileMaxBytes = 4 << 20;

    /// <summary>The filter; null for none.</summary>
    /// <param name="profile">A profile, <c>unconfined</c>, or null for the built-in one.</param>
    /// <param name="isPrivileged">Whether the container may do everything.</param>
    /// <param name="capabilities">What it may do else.</param>
    /// <exception cref="EngineException">The profile is malformed.</exception>
    internal static SeccompConfig? For(string? profile, bool isPrivileged, string[] capabilities)
    {
        if (profile == Unconfined || (isPrivileged && profile is null))
        {
            return null;
        }

        return profile is null ? CapabilityCalls.Extend(DefaultSeccomp.Filter, capabilities) : Parse(profile, capabilities);
    }

    /// <summary>The engine's own choice: the profile in a file, <c>unconfined</c>, or null for the built-in one.</summary>
    /// <param name="choice">The file's path, or a word.</param>
    /// <exception cref="EngineException">The file cannot be read.</exception>
    internal static string? Read(string? choice)
    {
        if (choice is null or Unconfined)
        {
            return choice;
        }

        try
        {
            return choice.Length == 0 || choice == "builtin" ? null : File.ReadAllText(choice);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(EngineErrorKind.System, $"opening seccomp profile ({choice}) failed: {e.Message}", e);
        }
    }

    private static SeccompConfig Parse(string profile, string[] capabilities)
    {
        if (profile.Length > ProfileMaxBytes)
        {
            throw Invalid($"it has more than {ProfileMaxBytes} characters");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(profile);
            return new SeccompProfileParser(capabilities).Parse(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw Invalid(e.Message, e);
        }
    }

    private static EngineException Invalid(string reason, Exception? inner = null) =>
        new(EngineErrorKind.System, $"Decoding seccomp profile failed: {reason}", inner);
}
