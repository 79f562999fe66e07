using Caisson.Images.Store;

namespace Caisson.Engine.Containers;

/// <summary>Keeps the images of containers in the store, as long as there is one that needs them: also when the engine does
/// not run, and one lease for all containers of an image.</summary>
/// <remarks>Thread: any.</remarks>
internal sealed class ImageHolds(ImageStore images)
{
    private const string Prefix = "containers-";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);

    /// <summary>Keeps an image for a container more. The caller has a lease on it.</summary>
    /// <param name="image">The image.</param>
    internal void Add(StoredImage image)
    {
        lock (_lock)
        {
            string name = NameOf(image.ManifestDescriptor.Digest.ToString());
            if (_users.GetValueOrDefault(name) == 0)
            {
                images.Leases.Keep(
                    name, new LeaseContent { Images = [image.ManifestDescriptor.Digest], Layers = [.. image.Config.RootFs.DiffIds] });
            }

            _users[name] = _users.GetValueOrDefault(name) + 1;
        }
    }

    /// <summary>A container of an image is gone.</summary>
    /// <param name="manifest">The digest of the image's manifest; null where it has none.</param>
    internal void Remove(string? manifest)
    {
        if (manifest is null)
        {
            return;
        }

        lock (_lock)
        {
            string name = NameOf(manifest);
            if (_users.TryGetValue(name, out int count) && --count > 0)
            {
                _users[name] = count;
                return;
            }

            _users.Remove(name);
            images.Leases.Release(name);
        }
    }

    /// <summary>After a start of the engine: counts the containers there are, and lets go what nobody needs.</summary>
    internal void Restore(IEnumerable<string?> manifests)
    {
        lock (_lock)
        {
            foreach (string? manifest in manifests)
            {
                if (manifest is not null)
                {
                    string name = NameOf(manifest);
                    _users[name] = _users.GetValueOrDefault(name) + 1;
                }
            }

            foreach ((string name, LeaseContent _) in images.Leases.ListKept())
            {
                if (name.StartsWith(Prefix, StringComparison.Ordinal) && !_users.ContainsKey(name))
                {
                    images.Leases.Release(name);
                }
            }
        }
    }

    private static string NameOf(string digest) => Prefix + digest.Replace(':', '-');
}
