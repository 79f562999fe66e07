using Caisson.Images.Layers.Recipes;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>
/// Content that is the archive of an unpacked layer, and is kept as a recipe beside the layer's files
/// (<see cref="RecipeFormat"/>). It appears with the layer, in one step, and the layer stays as long as it.
/// </summary>
internal sealed class LayerRecipes(StoreFolder folder)
{
    /// <summary>The recipe's name in the layer's directory.</summary>
    internal const string RecipeName = "recipe";

    /// <summary>The length of some content in bytes; null where it has no recipe.</summary>
    internal long? TrySize(Digest digest)
    {
        using FileDescriptor? recipe = TryOpenRecipe(digest);
        return recipe is null ? null : RecipeParser.TryReadLength(recipe, RecipeName);
    }

    /// <summary>Opens content for reading.</summary>
    /// <param name="digest">Its digest.</param>
    /// <param name="damaged">Makes the error where one of the layer's files turns out to have been changed.</param>
    /// <returns>Null where it has no recipe.</returns>
    internal RecipeStream? TryOpen(Digest digest, Func<RecipeStream, string, ImageException> damaged)
    {
        if (TryOpenRecipe(digest) is not { } recipe)
        {
            return null;
        }

        FileDescriptor? tree = FileSystem.TryOpen(
            $"{digest.Hex}/{LayerStore.FilesName}", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, folder.Layers);
        if (tree is null)
        {
            recipe.Dispose();
            return null;
        }

        return RecipeStream.TryOpen(recipe, tree, digest.ToString(), damaged);
    }

    /// <summary>All content that has a recipe: its digest, and the bytes of the recipe.</summary>
    internal IEnumerable<(Digest Digest, long RecipeBytes)> List()
    {
        foreach (string name in StoreFolder.Names(folder.Layers, "layers"))
        {
            if (Digest.TryParse($"sha256:{name}", out Digest digest) && TrySize(digest) is not null
                && FileSystem.TryStatus($"{name}/{RecipeName}", followLink: false, folder.Layers) is { } status)
            {
                yield return (digest, (long)status.SizeBytes);
            }
        }
    }

    /// <summary>Removes a recipe, and leaves the layer; the caller has the exclusive lock.</summary>
    /// <param name="digest">The content's digest.</param>
    /// <param name="inode">The recipe's inode, where only that one is meant.</param>
    /// <returns>How many bytes are free now; null where there was none.</returns>
    internal long? Remove(Digest digest, ulong? inode = null)
    {
        string name = $"{digest.Hex}/{RecipeName}";
        return digest.Algorithm == "sha256"
            && FileSystem.TryStatus(name, followLink: false, folder.Layers) is { } status
            && (inode is null || status.Inode == inode)
            && FileSystem.Remove(name, at: folder.Layers)
                ? (long)status.SizeBytes
                : null;
    }

    private FileDescriptor? TryOpenRecipe(Digest digest) => digest.Algorithm == "sha256"
        ? FileSystem.TryOpen($"{digest.Hex}/{RecipeName}", OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW, folder.Layers)
        : null;
}
