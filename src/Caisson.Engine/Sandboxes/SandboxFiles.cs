using Caisson.Linux.Files;

namespace Caisson.Engine.Sandboxes;

/// <summary>A container's root, open: paths are resolved inside it and nowhere else.</summary>
public sealed class SandboxFiles : IDisposable
{
    /// <summary>Takes over a root.</summary>
    /// <param name="root">The root, owned from here on.</param>
    public SandboxFiles(RootDirectory root)
    {
        Root = root;
    }

    /// <summary>The root.</summary>
    public RootDirectory Root { get; }

    /// <inheritdoc/>
    public void Dispose() => Root.Dispose();
}
