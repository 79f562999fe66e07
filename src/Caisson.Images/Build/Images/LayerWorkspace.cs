using Caisson.Images.Build.Stages;
using Caisson.Images.Layers.Diff;
using Caisson.Images.Layers.Recipes;
using Caisson.Images.Roots;
using Caisson.Images.Store;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build.Images;

/// <summary>Where one step changes files: overlayfs keeps what changes in a draft of a layer, and no copy of it is ever made.</summary>
internal sealed class LayerWorkspace : IDisposable
{
    private readonly BuildSession _session;
    private readonly ImageState _state;
    private readonly LayerDraft _draft;

    internal LayerWorkspace(BuildSession session, ImageState state)
    {
        _session = session;
        _state = state;
        _draft = session.Store.Layers.Begin(session.Lease);
        WorkFolder = session.Scratch.MakeFolder("work");
        LowerFolders = session.Stack(state);
    }

    /// <summary>What is below, the uppermost first.</summary>
    internal IReadOnlyList<string> LowerFolders { get; }

    /// <summary>Where changes go.</summary>
    internal string UpperFolder => _draft.Folder;

    /// <summary>For overlayfs' own use.</summary>
    internal string WorkFolder { get; }

    /// <summary>The root, to be changed. Dispose it before <see cref="Commit"/>.</summary>
    internal RootDirectory OpenRoot() => OverlayRoot.OpenWritable(LowerFolders, UpperFolder, WorkFolder);

    /// <summary>Makes a layer of what has changed.</summary>
    /// <returns>Null where nothing has.</returns>
    /// <exception cref="ImageException">The image has as many layers as it can have.</exception>
    internal BuiltLayer? Commit(CancellationToken cancellation)
    {
        using (FileDescriptor upper = FileSystem.Open(UpperFolder, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY))
        {
            if (DirectoryListing.RawNames(upper, UpperFolder).Count == 0)
            {
                return null;
            }
        }

        _session.RequireRoom(_state);
        ImageStore store = _session.Store;
        using RecipeWriter recipe = _draft.BeginRecipe(store.Limits.BlobBytes);
        using RecipeArchive archive = new(recipe);
        LayerDiff.Write(UpperFolder, archive, recipe, store.Limits, cancellation);
        long bytes = archive.Length;
        Digest digest = Digest.FromSha256(archive.Hash.GetCurrentHash());
        UnpackedLayer layer = _draft.CommitWithContent(digest, FolderSize.Measure(UpperFolder, bytes), recipe, store.Content);
        Descriptor transport = new() { MediaType = MediaTypes.OciLayerTar, Digest = digest, Size = bytes };
        return new BuiltLayer(layer, transport);
    }

    /// <inheritdoc/>
    public void Dispose() => _draft.Dispose();
}
