using Caisson.Runtime.Init.Root;

namespace Caisson.Runtime;

/// <summary>The mount options that the runtime understands itself; what it does not know goes to the file system.</summary>
public static class SupportedMountOptions
{
    /// <summary>Their names, in order.</summary>
    public static IReadOnlyList<string> Names() => MountOptions.Known();
}
