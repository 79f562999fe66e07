using Caisson.Linux.Descriptors;

namespace Caisson.Images.Build.Context;

/// <summary>One source of a COPY, found: symbolic links on the way to it are resolved, those below it are not.</summary>
/// <param name="Path">The clean path as the instruction or a pattern gave it; its last name is the copy's.</param>
/// <param name="RealPath">The clean path of what it led to, without symbolic links.</param>
/// <param name="Handle">A handle (O_PATH) on it.</param>
/// <param name="Node">What it is, with everything below it.</param>
internal sealed record SourceItem(string Path, string RealPath, FileDescriptor Handle, SourceNode Node) : IDisposable
{
    /// <summary>The name that a copy gets in a directory.</summary>
    internal string BaseName => CleanPath.Base(Path);

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
