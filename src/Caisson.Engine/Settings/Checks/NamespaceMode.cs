using System.Diagnostics.CodeAnalysis;

namespace Caisson.Engine.Settings.Checks;

/// <summary>The words for whose namespace a container uses.</summary>
internal static class NamespaceMode
{
    /// <summary>The host's.</summary>
    internal const string Host = "host";

    /// <summary>One of its own.</summary>
    internal const string Private = "private";

    /// <summary>One of its own that others may use too.</summary>
    internal const string Shareable = "shareable";

    /// <summary>Of IPC: one of its own without /dev/shm. Of networks: one with nothing in it.</summary>
    internal const string None = "none";

    private const string ContainerPrefix = "container:";

    /// <summary>Whether it is another container's.</summary>
    /// <param name="mode">The words.</param>
    /// <param name="container">Its name or id.</param>
    internal static bool IsContainer(string mode, [NotNullWhen(true)] out string? container)
    {
        bool isContainer = mode.StartsWith(ContainerPrefix, StringComparison.Ordinal);
        container = isContainer ? mode[ContainerPrefix.Length..] : null;
        return isContainer;
    }

    /// <summary>The words for another container's.</summary>
    internal static string OfContainer(string id) => ContainerPrefix + id;
}
