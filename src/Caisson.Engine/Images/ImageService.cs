using System.Globalization;
using Caisson.Engine.Events;
using Caisson.Engine.Filtering;
using Caisson.Images;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Engine.Images;

/// <summary>What clients do with the images that are there; everybody who listens is told.</summary>
/// <remarks>Thread: any.</remarks>
public sealed class ImageService
{
    private const string EventType = "image";

    private readonly EventBus _events;
    private readonly TimeProvider _clock;

    /// <summary>Makes the service.</summary>
    /// <param name="store">The images.</param>
    /// <param name="events">Where it is told.</param>
    /// <param name="clock">The clock.</param>
    public ImageService(ImageStore store, EventBus events, TimeProvider clock)
    {
        Store = store;
        _events = events;
        _clock = clock;
    }

    /// <summary>The images.</summary>
    public ImageStore Store { get; }

    /// <summary>The containers of an image, by its id. Asked while the store is locked: it must not use the store.</summary>
    public Func<Digest, IReadOnlyList<ImageUser>> UsersOf { get; set; } = static _ => [];

    /// <summary>The image that somebody means.</summary>
    /// <param name="nameOrId">A name, an id or its beginning, or a digest.</param>
    /// <param name="platform">Which image of an index.</param>
    /// <exception cref="ImageException">There is none; with Docker's words.</exception>
    public StoredImage Get(string nameOrId, Platform? platform = null)
    {
        try
        {
            return Store.Images.Get(nameOrId, platform);
        }
        catch (ImageException e) when (e.Kind == ImageErrorKind.NotFound)
        {
            throw new ImageException(
                ImageErrorKind.NotFound, e.Message.Replace("no such image", "No such image", StringComparison.Ordinal), e);
        }
    }

    /// <summary>Images, the newest first.</summary>
    /// <param name="filters">Which ones: before, dangling, label, reference, since, until.</param>
    /// <exception cref="ImageException">A filter is none.</exception>
    public (IReadOnlyList<StoredImage> Images, ImageFilters Filters) List(FilterSet filters)
    {
        ArgumentNullException.ThrowIfNull(filters);
        ImageFilters wanted = Parse(filters);
        return ([.. Store.Images.List().Where(wanted.Matches)], wanted);
    }

    /// <summary>Gives an image one more name.</summary>
    /// <param name="nameOrId">The image.</param>
    /// <param name="name">The name.</param>
    public void Tag(string nameOrId, ImageReference name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Digest is not null)
        {
            throw new ImageException(ImageErrorKind.InvalidReference, "refusing to create a tag with a digest reference");
        }

        using Lease lease = Store.Leases.Begin();
        StoredImage image = Get(nameOrId);
        lease.AddImage(image.Target.Digest);
        Store.References.Set(name.WithDefaultTag(), image.Target);
        Tell("tag", image.Id.ToString(), name.WithDefaultTag().Familiar, image);
    }

    /// <summary>Removes a name, or an image.</summary>
    /// <param name="nameOrId">The name, or the image.</param>
    /// <param name="isForced">Whether to remove an image with several names, or with containers that do not run.</param>
    public Task<ImageRemoval> RemoveAsync(string nameOrId, bool isForced) => BlockingWork.RunAsync(() =>
    {
        StoredImage image = Get(nameOrId);
        ImageRemoval removal = Store.Images.Remove(nameOrId, new ImageRemovalOptions { Force = isForced, UsersOf = UsersOf });
        Tell(removal, image);
        return removal;
    });

    /// <summary>Removes images that no container uses.</summary>
    /// <param name="filters">Which ones: dangling (true without), label, label!, until.</param>
    public Task<ImageRemoval> PruneAsync(FilterSet filters)
    {
        ArgumentNullException.ThrowIfNull(filters);
        return BlockingWork.RunAsync(() => Prune(filters));
    }

    /// <summary>Tells everybody what has happened to an image.</summary>
    /// <param name="action">What.</param>
    /// <param name="id">The image's id, or what it was called by.</param>
    /// <param name="name">The name that is meant.</param>
    /// <param name="image">Its labels are told, too, where there are any.</param>
    internal void Tell(string action, string id, string name, StoredImage? image)
    {
        Dictionary<string, string> attributes = new(image?.Config.Config?.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            ["name"] = name,
        };
        _events.Publish(EventType, action, id, attributes);
    }

    private ImageRemoval Prune(FilterSet filters)
    {
        filters.Check("dangling", "label", "label!", "until");
        ImageFilters wanted = Parse(filters);
        bool isAll = wanted.Dangling == false;
        ImageFilters others = Parse(FilterSet.Of(filters.Names.Where(n => n != "dangling")
            .SelectMany(n => filters.Of(n).Select(v => (n, v)))));
        List<ImageRemoval> removals = [];
        foreach (StoredImage image in Store.Images.List())
        {
            if ((isAll || !image.HasTag) && others.Matches(image) && UsersOf(image.Id).Count == 0 && TryRemove(image) is { } removal)
            {
                Tell(removal, image);
                removals.Add(removal);
            }
        }

        // What builds and broken-off pulls have left belongs to nobody's image.
        GarbageReport garbage = Store.Collect();
        ImageRemoval all = new()
        {
            Untagged = [.. removals.SelectMany(r => r.Untagged)],
            Deleted = [.. removals.SelectMany(r => r.Deleted)],
            FreedBytes = removals.Sum(r => r.FreedBytes) + garbage.FreedBytes,
        };
        _events.Publish(EventType, "prune", "", new Dictionary<string, string>
        {
            ["reclaimed"] = all.FreedBytes.ToString(CultureInfo.InvariantCulture),
        });
        return all;
    }

    private ImageRemoval? TryRemove(StoredImage image)
    {
        try
        {
            return Store.Images.Remove(image.Id.ToString(), new ImageRemovalOptions { Force = true, UsersOf = UsersOf });
        }
        catch (ImageException e) when (e.Kind is ImageErrorKind.NotFound or ImageErrorKind.Conflict)
        {
            // Somebody else has removed it meanwhile, or uses it.
            return null;
        }
    }

    private void Tell(ImageRemoval removal, StoredImage image)
    {
        string id = image.Id.ToString();
        foreach (string _ in removal.Untagged)
        {
            Tell("untag", id, id, image);
        }

        if (removal.Deleted.Count > 0)
        {
            Tell("delete", id, id, image);
        }
    }

    private ImageFilters Parse(FilterSet filters) =>
        ImageFilters.Parse(filters.Names.SelectMany(n => filters.Of(n).Select(v => $"{n}={v}")), Store.Images, _clock);
}
