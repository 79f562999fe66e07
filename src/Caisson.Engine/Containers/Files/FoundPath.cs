using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;

namespace Caisson.Engine.Containers.Files;

/// <summary>Something in a container, found: the directory that it is in, held open, and its name there.</summary>
/// <param name="Directory">The directory.</param>
/// <param name="Name">The name; <c>.</c> for a root.</param>
/// <param name="Status">What it is.</param>
/// <param name="LinkTarget">Where it leads, of a symbolic link.</param>
internal sealed record FoundPath(FileDescriptor Directory, string Name, FileStatus Status, string LinkTarget) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Directory.Dispose();
}
