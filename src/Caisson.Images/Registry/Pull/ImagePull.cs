using Caisson.Images.Registry.Authorization;
using Caisson.Images.Registry.Endpoints;
using Caisson.Images.Registry.Http;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry.Pull;

/// <summary>A pull of one image. Its name is set last, when all of it is in the store.</summary>
internal sealed class ImagePull : IDisposable
{
    private readonly ConnectionPool _connections;
    private readonly RegistryOptions _options;
    private readonly ImageStore _store;
    private readonly ImageReference _name;
    private readonly PullOptions _pull;
    private readonly PullReport _report;
    private readonly Lease _lease;
    private readonly StoredDocuments _stored;

    internal ImagePull(
        ConnectionPool connections, RegistryOptions options, ImageStore store, ImageReference name, PullOptions pull)
    {
        _connections = connections;
        _options = options;
        _store = store;
        _name = name.Digest is { } digest ? name.WithDigest(digest) : name.WithDefaultTag();
        _pull = pull;
        _report = new PullReport(pull.Progress);
        _lease = store.Leases.Begin();
        _stored = new StoredDocuments(store, _lease);
    }

    /// <summary>Pulls it.</summary>
    /// <param name="endpoints">Who is asked, in this order.</param>
    /// <param name="cancellation">Ends it.</param>
    internal async Task<PullResult> RunAsync(IReadOnlyList<RegistryEndpoint> endpoints, CancellationToken cancellation)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                RegistryConnection connection = await _connections.ConnectAsync(endpoints[i], cancellation);
                RemoteDocuments documents = new(connection, _name, _options.Limits);
                RemoteManifest target = await FindAsync(documents, cancellation);
                _report.Begin(_name);
                ImageChoice choice = new(documents, _stored, _options.Limits, _name.Familiar, _pull.Platform ?? Platform.Host);
                ChosenImage image = await choice.FindAsync(target, cancellation);
                return await TakeAsync([.. endpoints.Skip(i)], target, choice, image, cancellation);
            }
            catch (ImageException) when (i < endpoints.Count - 1)
            {
                // A mirror that is down, does not have it, or has something else.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lease.Dispose();

    // Asks for the digest alone where what it belongs to may be there.
    private async Task<RemoteManifest> FindAsync(RemoteDocuments documents, CancellationToken cancellation)
    {
        bool mayBeThere = _store.References.TryGet(_name) is not null
            || (_name.Digest is { } digest && _store.Content.Has(digest));
        return mayBeThere
            && await documents.HeadAsync(cancellation) is { } descriptor
            && _stored.TryManifest(descriptor) is { } known
                ? known
                : await documents.GetAsync(cancellation);
    }

    private async Task<PullResult> TakeAsync(
        IReadOnlyList<RegistryEndpoint> endpoints,
        RemoteManifest target,
        ImageChoice choice,
        ChosenImage image,
        CancellationToken cancellation)
    {
        if (target.Manifest is not null
            && _pull.Platform is { } wanted
            && PlatformSelection.Rank(wanted, image.Config.Platform) is null)
        {
            throw new ImageException(
                ImageErrorKind.NotFound,
                $"image with reference {_name.Familiar} was found but its platform ({image.Config.Platform}) "
                + $"does not match the specified platform ({wanted})");
        }

        CheckLayers(image);
        bool isNew = _store.References.TryGet(_name)?.Digest != target.Descriptor.Digest;
        bool isWhole = IsWhole(image);
        if (!isWhole)
        {
            await PullLayersAsync(endpoints, image, cancellation);
        }

        if (isNew || !isWhole)
        {
            await _stored.AddAsync(image.Manifest.Config.Digest, image.ConfigBytes, cancellation);
            foreach (RemoteManifest document in choice.Between.Prepend(image.Document).Append(target))
            {
                await _stored.AddAsync(document.Descriptor.Digest, document.Content, cancellation);
            }

            _store.References.Set(_name, target.Descriptor);
        }

        // Says where the image came from, also when the tag has moved on.
        _store.References.Set(_name.WithDigest(target.Descriptor.Digest), target.Descriptor);

        _report.Digest(target.Descriptor.Digest);
        if (!_pull.IsOneOfMany)
        {
            _report.End(_name, isNew);
        }

        return new PullResult(target.Descriptor, image.Document.Descriptor, image.Manifest.Config.Digest, isNew);
    }

    private void CheckLayers(ChosenImage image)
    {
        (IReadOnlyList<Descriptor> layers, IReadOnlyList<Digest> diffIds) = (image.Manifest.Layers, image.Config.RootFs.DiffIds);
        if (layers.Count > _options.Limits.Layers)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded,
                $"{_name.Familiar}: has {layers.Count} layers, more than the {_options.Limits.Layers} that are accepted");
        }

        if (layers.Count != diffIds.Count)
        {
            throw new ImageException(
                ImageErrorKind.InvalidContent,
                $"{_name.Familiar}: has {layers.Count} layers, where its configuration lists {diffIds.Count}");
        }

        foreach (Descriptor layer in layers)
        {
            if (!MediaTypes.IsLayer(layer.MediaType))
            {
                throw new ImageException(
                    ImageErrorKind.Unsupported,
                    $"{_name.Familiar}: layer {layer.Digest} is {layer.MediaType}, which is not supported");
            }
        }
    }

    private bool IsWhole(ChosenImage image)
    {
        foreach (Descriptor layer in image.Manifest.Layers)
        {
            _lease.AddBlob(layer.Digest);
        }

        foreach (Digest diffId in image.Config.RootFs.DiffIds)
        {
            _lease.AddLayer(diffId);
        }

        return _store.Content.Has(image.Manifest.Config)
            && image.Manifest.Layers.All(_store.Content.Has)
            && (!_pull.Unpack || image.Config.RootFs.DiffIds.All(d => _store.Layers.TryGet(d) is not null));
    }

    private async Task PullLayersAsync(IReadOnlyList<RegistryEndpoint> endpoints, ChosenImage image, CancellationToken cancellation)
    {
        // Each layer once, however often the image has it.
        Dictionary<Digest, LayerPull> pulls = [];
        for (int i = 0; i < image.Manifest.Layers.Count; i++)
        {
            Descriptor layer = image.Manifest.Layers[i];
            Digest diffId = image.Config.RootFs.DiffIds[i];
            LayerPull pull = new(_store, _lease, _options, _report, layer)
            {
                DiffId = _pull.Unpack ? diffId : null,
                Sources = Sources(endpoints, layer),
            };
            if (!pulls.TryAdd(layer.Digest, pull) && _pull.Unpack && pulls[layer.Digest].DiffId != diffId)
            {
                throw new ImageException(
                    ImageErrorKind.InvalidContent,
                    $"{_name.Familiar}: its configuration has two digests for the content of layer {layer.Digest}");
            }
        }

        using SemaphoreSlim gate = new(_options.ConcurrentDownloads);
        await FirstFailure.WhenAllAsync(pulls.Values, (pull, c) => pull.RunAsync(gate, c), cancellation);
    }

    private List<BlobSource> Sources(IReadOnlyList<RegistryEndpoint> endpoints, Descriptor layer)
    {
        List<BlobSource> all = [];
        foreach (RegistryEndpoint endpoint in endpoints)
        {
            all.Add(new BlobSource(
                c => _connections.ConnectAsync(endpoint, c),
                connection => connection.Url($"{_name.Path}/blobs/{layer.Digest}"),
                [TokenScope.Pull(_name.Path)]));
        }

        foreach (string text in _pull.AllowForeignLayers ? layer.Urls ?? [] : [])
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttps)
            {
                all.Add(new BlobSource(
                    async c =>
                    {
                        RegistryConnection registry = await _connections.ConnectAsync(endpoints[^1], c);
                        return _connections.Anonymous(url, registry.Server);
                    },
                    _ => url,
                    []));
            }
        }

        return all;
    }
}
