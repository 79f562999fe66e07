namespace Caisson.Images.Store;

/// <summary>
/// Everything that images are made of, in one folder that any number of processes use at once.
/// </summary>
/// <remarks>
/// What is in it at any moment is whole: content appears by a rename, after it has been written to the disk. A process
/// that is killed leaves at most a transfer to resume, and what nobody uses for <see cref="Collect"/> to remove.
/// Who adds something holds a <see cref="Lease"/> on it until an image refers to it; who uses an image holds one too.
/// Thread: any.
/// </remarks>
public sealed class ImageStore : IDisposable
{
    private const string SystemFolder = "/var/lib/caisson/images";

    private readonly StoreFolder _folder;

    private ImageStore(StoreFolder folder, ImageLimits limits)
    {
        _folder = folder;
        Limits = limits;
        Leases = new LeaseStore(folder);
        Content = new ContentStore(folder, limits);
        Layers = new LayerStore(folder);
        References = new ReferenceStore(folder, Content);
        Images = new ImageCatalog(this, folder);
    }

    /// <summary>Where the store is, absolute.</summary>
    public string Folder => _folder.Path;

    /// <summary>What is accepted at most.</summary>
    public ImageLimits Limits { get; }

    /// <summary>Content by its digest.</summary>
    public ContentStore Content { get; }

    /// <summary>Layers, unpacked.</summary>
    public LayerStore Layers { get; }

    /// <summary>Names of images.</summary>
    public ReferenceStore References { get; }

    /// <summary>What is in use.</summary>
    public LeaseStore Leases { get; }

    /// <summary>Images as people see them.</summary>
    public ImageCatalog Images { get; }

    /// <summary>Where this user's store is: <c>/var/lib/caisson/images</c> for root, below <c>$XDG_DATA_HOME</c> for
    /// others.</summary>
    public static string DefaultFolder()
    {
        if (Environment.IsPrivilegedProcess)
        {
            return SystemFolder;
        }

        string? data = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        if (string.IsNullOrEmpty(data) || !Path.IsPathRooted(data))
        {
            // The default of the XDG base directory specification, which also says to ignore relative paths.
            data = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local/share");
        }

        return Path.Combine(data, "caisson/images");
    }

    /// <summary>Opens a store, and makes it where it is missing.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="limits">What is accepted at most.</param>
    /// <exception cref="ImageException">It has the layout of another version.</exception>
    /// <exception cref="Linux.LinuxException">It cannot be opened or made.</exception>
    public static ImageStore Open(string folder, ImageLimits? limits = null) =>
        new(StoreFolder.Open(folder), limits ?? ImageLimits.Default);

    /// <summary>Removes what no image refers to and nobody has a lease on.</summary>
    /// <param name="options">What to keep beyond that.</param>
    /// <exception cref="ImageException">A reference or a kept lease is damaged: what it keeps is not known, so that nothing
    /// is removed.</exception>
    public GarbageReport Collect(GarbageOptions? options = null) =>
        new GarbageCollector(this, _folder, options ?? new GarbageOptions()).Run();

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
