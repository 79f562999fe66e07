using Caisson.Images.Layers.Recipes;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Layers.Diff;

/// <summary>
/// What a container changed: the upper directory of its overlay, as a layer or as a list. The overlay has to be one of
/// <see cref="Caisson.Linux.Mounts.OverlayMount"/>, so that the upper directory is complete.
/// </summary>
public static class LayerDiff
{
    /// <summary>
    /// Writes the upper directory as a layer's archive, uncompressed: what was removed as whiteouts, replaced directories
    /// as opaque ones. The same directory gives the same bytes.
    /// </summary>
    /// <param name="upper">The upper directory; it should be at rest.</param>
    /// <param name="archive">Where to; it stays the caller's.</param>
    /// <param name="limits">How long a path may be.</param>
    /// <param name="cancellation">Ends the work between two entries.</param>
    /// <exception cref="ImageException">Something can't be a part of a layer, or was changed while it was read.</exception>
    /// <exception cref="Caisson.Linux.LinuxException">Something can't be read.</exception>
    public static void Write(
        string upper, Stream archive, ImageLimits? limits = null, CancellationToken cancellation = default) =>
        TreeArchive.Write(upper, archive, isUpper: true, limits ?? ImageLimits.Default, cancellation);

    /// <summary>As the public one, of a directory that becomes the layer as it is: only the archive's digest and recipe are
    /// wanted.</summary>
    internal static void Write(
        string upper, RecipeArchive archive, RecipeWriter recipe, ImageLimits limits, CancellationToken cancellation) =>
        TreeArchive.Write(upper, archive, isUpper: true, limits, cancellation, recipe);

    /// <summary>What is different from the layers below, in byte order of the paths, as <c>docker diff</c> shows it.</summary>
    /// <param name="upper">The upper directory.</param>
    /// <param name="lowers">The directories below, the topmost first, as <see cref="Roots.StackedLayers"/> has them.</param>
    /// <param name="limits">How long a path may be.</param>
    /// <param name="cancellation">Ends the work between two entries.</param>
    /// <exception cref="Caisson.Linux.LinuxException">Something can't be read.</exception>
    public static IReadOnlyList<LayerChange> Changes(
        string upper, IReadOnlyList<string> lowers, ImageLimits? limits = null, CancellationToken cancellation = default)
    {
        using var layers = new LowerLayers(lowers);
        using FileDescriptor root = FileSystem.Open(upper, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        var finder = new ChangeFinder(layers);
        new TreeWalk(root, limits ?? ImageLimits.Default, cancellation).Run(finder.Visit);
        return finder.Changes;
    }
}
