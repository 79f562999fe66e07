using System.Net;
using Caisson.Images.Registry.Credentials;
using Caisson.Images.Registry.Endpoints;
using Caisson.Images.Registry.Http;
using Caisson.Images.Registry.Pull;
using Caisson.Images.Registry.Push;
using Caisson.Images.Store;
using Caisson.Oci;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry;

/// <summary>
/// Pulls images from registries and pushes them there, as Docker does; OCI distribution specification 1.1.
/// </summary>
/// <remarks>
/// Trusts no registry: what comes is believed when its digest has been compared, credentials go to the registry that they
/// are for and to the token service that it names, and a registry can send this machine neither from HTTPS to plain HTTP
/// nor from the internet to addresses of its own network. Errors are <see cref="ImageException"/>, where Docker has words
/// for them in those.
/// Thread: any. Connections and tokens are kept for the next call.
/// </remarks>
public sealed class RegistryClient : IDisposable
{
    private readonly RegistryOptions _options;
    private readonly PlainHttpHosts _plain;
    private readonly EndpointPlan _endpoints;
    private readonly HandlerPool _handlers;
    private readonly HttpSender _sender;
    private readonly ConnectionPool _connections;

    /// <summary>Makes a client. It connects to nobody.</summary>
    /// <param name="options">How registries are talked to.</param>
    /// <param name="credentials">Where credentials come from; null for nowhere.</param>
    /// <exception cref="ImageException">An option is malformed.</exception>
    public RegistryClient(RegistryOptions? options = null, ICredentialSource? credentials = null)
        : this(options ?? RegistryOptions.Default, credentials ?? NoCredentials.Instance, NetworkAddresses.ScopeOf)
    {
    }

    internal RegistryClient(RegistryOptions options, ICredentialSource credentials, Func<IPAddress, AddressScope> scopeOf)
    {
        _options = options;
        _plain = new PlainHttpHosts(options.InsecureRegistries);
        _endpoints = new EndpointPlan(options, _plain);
        AddressGuard guard = new(scopeOf);
        _handlers = new HandlerPool(options, _plain, guard);
        _sender = new HttpSender(options, _handlers, guard);
        _connections = new ConnectionPool(options, credentials, _plain, _sender);
    }

    /// <summary>Brings an image into the store. It has its name when all of it is there.</summary>
    /// <param name="store">The store.</param>
    /// <param name="name">A name; without tag and digest, <c>latest</c> is meant; with both, the digest.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it. What has been downloaded of layers is kept for the next time, until the store is
    /// tidied up.</param>
    /// <exception cref="ImageException">It cannot be had, or is not acceptable.</exception>
    public async Task<PullResult> PullAsync(
        ImageStore store, ImageReference name, PullOptions? options = null, CancellationToken cancellation = default)
    {
        using ImagePull pull = new(_connections, _options, store, name, options ?? new PullOptions());
        return await pull.RunAsync(_endpoints.ForPull(name.Domain), cancellation);
    }

    /// <summary>Brings all images of a repository into the store, one after the other.</summary>
    /// <param name="store">The store.</param>
    /// <param name="name">The repository.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it, as with <see cref="PullAsync"/>.</param>
    /// <exception cref="ImageException">There is none, or one of them cannot be had.</exception>
    public async Task<IReadOnlyList<PullResult>> PullAllAsync(
        ImageStore store, ImageReference name, PullOptions? options = null, CancellationToken cancellation = default)
    {
        options = (options ?? new PullOptions()) with { IsOneOfMany = true };
        RegistryConnection connection = await _connections.ConnectAsync(_endpoints.ForPush(name.Domain), cancellation);
        List<PullResult> results = [];
        foreach (string tag in await new RemoteTags(connection, name, _options.Limits).ListAsync(cancellation))
        {
            results.Add(await PullAsync(store, name.WithTag(tag), options, cancellation));
        }

        new PullReport(options.Progress).End(name, results.Exists(static r => r.IsNew));
        return results;
    }

    /// <summary>Brings an image from the store into a registry, under the same name.</summary>
    /// <param name="store">The store.</param>
    /// <param name="name">A name; without tag and digest, <c>latest</c> is meant.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ImageException">It is not in the store, or the registry does not take it.</exception>
    public async Task<PushResult> PushAsync(
        ImageStore store, ImageReference name, PushOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new PushOptions();
        name = name.WithDefaultTag();
        PushReport report = new(options.Progress);
        if (options.NamesRepository)
        {
            report.Begin(name);
        }

        using Lease lease = store.Leases.Begin();
        Descriptor target = store.References.TryGet(name) ?? throw Missing(name);
        lease.AddImage(target.Digest);
        var plan = PushPlan.Make(store, target, options.Platform);
        RegistryConnection connection = await _connections.ConnectAsync(_endpoints.ForPush(name.Domain), cancellation);
        ImagePush push = new(connection, _options, store, name, report);
        return await push.RunAsync(plan, cancellation);
    }

    /// <summary>What a registry has under a name, and for which platforms.</summary>
    /// <param name="name">A name; without tag and digest, <c>latest</c> is meant.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ImageException">It has nothing, or nothing that is acceptable.</exception>
    public async Task<RemoteImage> InspectAsync(ImageReference name, CancellationToken cancellation = default)
    {
        RegistryConnection connection = await _connections.ConnectAsync(_endpoints.ForPush(name.Domain), cancellation);
        RemoteDocuments documents = new(connection, name.WithDefaultTag(), _options.Limits);
        RemoteManifest found = await documents.GetAsync(cancellation);
        if (found.Index is { } index)
        {
            IEnumerable<Descriptor> images = index.Manifests.Where(e => !PlatformSelection.IsAttestation(e));
            return new RemoteImage(found.Descriptor, [.. images.Select(e => e.Platform).OfType<Platform>()]);
        }

        Descriptor config = found.Manifest!.Config;
        if (!MediaTypes.IsConfig(config.MediaType))
        {
            return new RemoteImage(found.Descriptor, []);
        }

        byte[] content = await documents.GetConfigAsync(config, cancellation);
        try
        {
            return new RemoteImage(found.Descriptor, [ImageConfig.Parse(content).Platform]);
        }
        catch (OciException e)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, $"{name.Familiar}: {e.Message}", e);
        }
    }

    /// <summary>Tries credentials, as <c>docker login</c> does. Keeping them is the caller's business.</summary>
    /// <param name="registry">The registry's name, as in references.</param>
    /// <param name="credentials">The credentials.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ImageException">The registry does not accept them, or does not answer.</exception>
    public async Task<LoginResult> LoginAsync(
        string registry, RegistryCredentials credentials, CancellationToken cancellation = default)
    {
        // Tokens of other users are no help here, and this one's are none of theirs.
        using ConnectionPool connections = new(_options, new FixedCredentials(registry, credentials), _plain, _sender);
        RegistryConnection connection = await connections.ConnectAsync(_endpoints.ForPush(registry), cancellation);
        RegistryCall call = new() { Method = HttpMethod.Get, Target = connection.Url("") };
        return await connection.RetryAsync(
            call,
            async (response, c) =>
            {
                if (response.Status != HttpStatusCode.OK)
                {
                    RegistryError error = await RegistryError.ReadAsync(response, c);
                    response.ThrowIfTransient(error);
                    throw new ImageException(
                        response.Status == HttpStatusCode.Unauthorized ? ImageErrorKind.Unauthorized : ImageErrorKind.Unavailable,
                        $"login attempt to {call.Target} failed with status: {PlainText.Status(response.Status)}");
                }

                string? token = credentials.IdentityToken
                    ?? await connection.Authorizer.RefreshTokenAsync(credentials, c);
                return new LoginResult(token);
            },
            cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connections.Dispose();
        _handlers.Dispose();
    }

    private static ImageException Missing(ImageReference name) => new(
        ImageErrorKind.NotFound,
        name.Tag is null
            ? $"An image does not exist locally with the digest: {name.Familiar}"
            : $"An image does not exist locally with the tag: {name.FamiliarName}");
}
