using Caisson.Images.Store;
using Caisson.Oci;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry.Push;

/// <summary>Which other repositories of a registry have a blob, as far as the store's images tell.</summary>
internal sealed class MountSources
{
    // Each costs a request where it turns out not to have it.
    private const int MaxRepositories = 3;

    private readonly Dictionary<Digest, List<string>> _repositories = [];

    private MountSources()
    {
    }

    /// <summary>The repositories that are likely to have a blob.</summary>
    internal IReadOnlyList<string> Of(Digest blob) => _repositories.TryGetValue(blob, out List<string>? all) ? all : [];

    /// <summary>Looks through the images that come from a registry.</summary>
    /// <param name="store">The store.</param>
    /// <param name="target">The repository that is pushed to, which is none of them.</param>
    internal static MountSources Find(ImageStore store, ImageReference target)
    {
        MountSources sources = new();
        foreach (StoredReference reference in store.References.List())
        {
            if (reference.Name is { } name && name.Domain == target.Domain && name.Path != target.Path)
            {
                sources.Add(store, reference.Target, name.Path);
            }
        }

        return sources;
    }

    private void Add(ImageStore store, Descriptor image, string repository)
    {
        try
        {
            foreach (Descriptor layer in store.Images.TryResolve(image)?.Manifest.Layers ?? [])
            {
                if (!_repositories.TryGetValue(layer.Digest, out List<string>? all))
                {
                    _repositories[layer.Digest] = all = [];
                }

                if (all.Count < MaxRepositories && !all.Contains(repository))
                {
                    all.Add(repository);
                }
            }
        }
        catch (Exception e) when (e is ImageException or OciException)
        {
            // Another image's fault is no reason not to push this one.
        }
    }
}
