using Caisson.Images.Layers.Diff;
using Caisson.Images.Store;
using Caisson.Linux.Mounts;

namespace Caisson.Images.Roots;

/// <summary>
/// The directories that overlayfs stacks for an image. They are those of its layers and, for few images, one more on top:
/// a layer that puts something into a directory without an entry for it means the directory as it is below, and overlayfs
/// would show the one that the layer was unpacked with, of root and with mode 0755 (OCI image specification, layer.md,
/// §Applying Changesets). The one on top has such directories once more, with the attributes that are meant, and nothing in
/// them. Of the root itself it is as with Docker: it has the attributes of whatever lies on top.
/// </summary>
/// <remarks>Thread: any. A layer that implies no directories costs one look for its record.</remarks>
public static class StackedLayers
{
    /// <summary>Stacks layers.</summary>
    /// <param name="layers">The layers, the lowest first; a lease keeps them.</param>
    /// <param name="makeFolder">
    /// Makes an empty folder, which has to stay as long as the stack is used. It is called once, or not at all where there is
    /// nothing to put there: each stack has its own, so that nobody else depends on it.
    /// </param>
    /// <returns>The directories, the uppermost first; at least one.</returns>
    /// <exception cref="ImageException">They are more than overlayfs stacks.</exception>
    /// <exception cref="Linux.LinuxException">The kernel refused something.</exception>
    public static IReadOnlyList<string> Of(IReadOnlyList<UnpackedLayer> layers, Func<string> makeFolder)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(makeFolder);
        if (layers.Count == 0)
        {
            return [makeFolder()];
        }

        List<string> folders = [.. layers.Reverse().Select(l => l.Folder)];
        DirectoryCorrections? corrections = null;

        // Below the lowest layer there is nothing that could be meant.
        for (int i = 0; i < layers.Count - 1; i++)
        {
            foreach (byte[] path in layers[^(i + 1)].ReadImplied())
            {
                corrections ??= new DirectoryCorrections();
                corrections.Add(i, path);
            }
        }

        if (corrections is null)
        {
            return folders;
        }

        using LowerLayers below = new(folders);
        if (!corrections.Find(below))
        {
            return folders;
        }

        if (folders.Count == OverlayMount.LowersMax)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded,
                $"the image has {layers.Count} layers, which need one more directory on top, and {OverlayMount.LowersMax} are stacked at most");
        }

        string folder = makeFolder();
        corrections.Write(below, folder);
        return [folder, .. folders];
    }
}
