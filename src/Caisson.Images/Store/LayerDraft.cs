using Caisson.Images.Layers.Recipes;
using Caisson.Images.Layers.Unpack;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>A layer in the making: dropped when it is disposed before it is committed, or its process ends.</summary>
public sealed class LayerDraft : IDisposable
{
    private const int CopyBytes = 256 << 10;

    private readonly LayerStore _layers;
    private readonly StoreFolder _folder;
    private readonly Lease _lease;
    private readonly string _name;
    private readonly FileDescriptor _directory;
    private bool _done;

    internal LayerDraft(LayerStore layers, StoreFolder folder, Lease lease, string name, FileDescriptor directory)
    {
        _layers = layers;
        _folder = folder;
        _lease = lease;
        _name = name;
        _directory = directory;
    }

    /// <summary>Where the layer's files go: a directory that is there, and empty, absolute.</summary>
    public string Folder => $"{_folder.Path}/layers/tmp/{_name}/{LayerStore.FilesName}";

    /// <summary>Puts the layer into the store, on the disk, under its digest.</summary>
    /// <param name="diffId">The digest of its tar, sha256, which the caller has verified.</param>
    /// <param name="sizes">How much it is.</param>
    /// <returns>The layer: this one, or the same one that somebody else has added meanwhile.</returns>
    public UnpackedLayer Commit(Digest diffId, LayerRecord sizes)
    {
        ObjectDisposedException.ThrowIf(_done, this);
        string name = LayerStore.Name(diffId);
        FileSystem.ReplaceFile(LayerStore.RecordName, sizes.ToJson(), StoreFolder.PrivateFile, _directory);
        _lease.AddLayer(diffId);
        if (_layers.TryGet(diffId) is { } present)
        {
            return present;
        }

        DurableFiles.SyncFileSystem(_directory, _name);
        using FileDescriptor shared = _folder.Share();
        try
        {
            DurableFiles.Rename(_name, _folder.LayersTemporary, name, _folder.Layers);
            _done = true;
        }
        catch (LinuxException e) when (e.Errno is Errno.EEXIST or Errno.ENOTEMPTY)
        {
            // Somebody else was quicker.
        }

        DurableFiles.Sync(_folder.Layers, name);
        return _layers.TryGet(diffId)
            ?? throw new ImageException(ImageErrorKind.InvalidContent, $"layer {diffId}: its record in the store is damaged");
    }

    /// <summary>As <see cref="Commit(Digest, LayerRecord)"/>, of a layer that was unpacked into <see cref="Folder"/>.</summary>
    /// <param name="diffId">The digest of its tar, sha256, which the caller has verified.</param>
    /// <param name="sizes">What unpacking it has found.</param>
    public UnpackedLayer Commit(Digest diffId, LayerSizes sizes) => Commit(diffId, RecordOf(sizes));

    /// <summary>Begins the recipe of the layer's archive.</summary>
    /// <param name="maxBytes">A longer archive is an error.</param>
    internal RecipeWriter BeginRecipe(long maxBytes)
    {
        const OpenFlags Create = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW;
        return new RecipeWriter(
            FileSystem.Open(LayerRecipes.RecipeName, Create, StoreFolder.ReadOnlyFile, _directory), maxBytes);
    }

    /// <summary>Puts the layer into the store, and its archive as content: as a recipe if the layer is new.</summary>
    /// <param name="diffId">The digest of its tar, sha256.</param>
    /// <param name="sizes">How much it is.</param>
    /// <param name="recipe">Its recipe, which is finished here.</param>
    /// <param name="content">Where its archive goes.</param>
    internal UnpackedLayer CommitWithContent(Digest diffId, LayerRecord sizes, RecipeWriter recipe, ContentStore content)
    {
        _lease.AddBlob(diffId);
        recipe.Finish();
        if (content.TrySize(diffId) == recipe.ArchiveBytes)
        {
            FileSystem.Remove(LayerRecipes.RecipeName, at: _directory);
            return Commit(diffId, sizes);
        }

        UnpackedLayer layer = Commit(diffId, sizes);
        AddContent(diffId, recipe, content);
        return layer;
    }

    /// <summary>As the other, of a layer that was unpacked.</summary>
    internal UnpackedLayer CommitWithContent(Digest diffId, LayerSizes sizes, RecipeWriter recipe, ContentStore content) =>
        CommitWithContent(diffId, RecordOf(sizes), recipe, content);

    /// <summary>Puts the archive alone into the store, made again from the recipe and whatever has been unpacked.</summary>
    /// <param name="digest">Its digest.</param>
    /// <param name="recipe">Its recipe, which is finished here.</param>
    /// <param name="content">Where it goes.</param>
    internal void CommitContent(Digest digest, RecipeWriter recipe, ContentStore content)
    {
        _lease.AddBlob(digest);
        recipe.Finish();
        AddContent(digest, recipe, content);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_directory.IsClosed)
        {
            if (!_done)
            {
                DirectoryListing.RemoveTree(_name, _folder.LayersTemporary);
            }

            _done = true;
            _directory.Dispose();
        }
    }

    private LayerRecord RecordOf(LayerSizes sizes)
    {
        if (sizes.ImpliedDirectories.Count > 0)
        {
            FileSystem.ReplaceFile(
                ImpliedRecord.Name, ImpliedRecord.ToBytes(sizes.ImpliedDirectories), StoreFolder.PrivateFile, _directory);
        }

        return new LayerRecord(sizes.ArchiveBytes, sizes.FileBytes, sizes.Entries);
    }

    // A layer that was there before keeps its files, which this recipe is not about.
    private void AddContent(Digest digest, RecipeWriter recipe, ContentStore content)
    {
        if (content.TrySize(digest) == recipe.ArchiveBytes)
        {
            return;
        }

        using RecipeStream archive = RecipeStream.TryOpen(
            FileSystem.Open(LayerRecipes.RecipeName, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW, at: _directory),
            StoreFolder.OpenDirectory(LayerStore.FilesName, _directory),
            digest.ToString(),
            (_, path) => Changed(digest, path))
            ?? throw Changed(digest, "the recipe");
        using BlobWriter writer = content.Begin(_lease, digest, recipe.ArchiveBytes);
        archive.CopyTo(writer, CopyBytes);
        writer.Commit();
    }

    private static ImageException Changed(Digest digest, string path) => new(
        ImageErrorKind.Conflict, $"{digest}: somebody changed {path} while the layer was unpacked; try again");
}
