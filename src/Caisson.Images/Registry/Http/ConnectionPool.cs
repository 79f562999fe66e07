using System.Net;
using Caisson.Images.Registry.Authorization;
using Caisson.Images.Registry.Credentials;
using Caisson.Images.Registry.Endpoints;

namespace Caisson.Images.Registry.Http;

/// <summary>Servers that have been found to answer, each with what convinces it.</summary>
internal sealed class ConnectionPool : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<Uri, RegistryConnection> _known = [];
    private readonly List<RegistryConnection> _all = [];
    private readonly RegistryOptions _options;
    private readonly ICredentialSource _credentials;
    private readonly PlainHttpHosts _plain;
    private readonly HttpSender _sender;
    private readonly TokenClient _tokens;

    internal ConnectionPool(RegistryOptions options, ICredentialSource credentials, PlainHttpHosts plain, HttpSender sender)
    {
        _options = options;
        _credentials = credentials;
        _plain = plain;
        _sender = sender;
        _tokens = new TokenClient(sender, plain);
    }

    /// <summary>Finds out how a server wants to be talked to.</summary>
    /// <exception cref="ImageException">It does not answer.</exception>
    internal async Task<RegistryConnection> ConnectAsync(RegistryEndpoint endpoint, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            Uri key = endpoint.Bases[0];
            if (!_known.TryGetValue(key, out RegistryConnection? connection))
            {
                connection = await FindAsync(endpoint, cancellation);
                _known[key] = connection;
            }

            return connection;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A server that a registry's image names, which gets no credentials.</summary>
    internal RegistryConnection Anonymous(Uri url, Uri namedBy)
    {
        var server = new Uri(url.GetLeftPart(UriPartial.Authority) + "/");
        RegistryEndpoint endpoint = new(url.Authority, [server], IsMirror: false);
        return new RegistryConnection(endpoint, server, _sender, _plain, Authorizer(endpoint, server, NoCredentials.Instance), _options)
        {
            NamedBy = namedBy,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _all.ForEach(connection => connection.Dispose());
        _gate.Dispose();
    }

    private Authorizer Authorizer(RegistryEndpoint endpoint, Uri server, ICredentialSource credentials) =>
        new(server, endpoint.Name, credentials, _tokens, _options.Time);

    private async Task<RegistryConnection> FindAsync(RegistryEndpoint endpoint, CancellationToken cancellation)
    {
        ImageException? first = null;
        foreach (Uri server in endpoint.Bases)
        {
            RegistryConnection connection = new(
                endpoint, server, _sender, _plain, Authorizer(endpoint, server, _credentials), _options);
            _all.Add(connection);
            try
            {
                using RegistryResponse response = await _sender.SendAsync(
                    () => new HttpRequestMessage(HttpMethod.Get, connection.Url("")), publicOnly: false, cancellation);
                if (response.Status == HttpStatusCode.Unauthorized)
                {
                    await connection.Authorizer.LearnAsync(response.Message, null, cancellation);
                }

                // What servers say to plain HTTP where they expect TLS.
                if (response.Status != HttpStatusCode.BadRequest || server == endpoint.Bases[^1])
                {
                    return connection;
                }

                first ??= new ImageException(
                    ImageErrorKind.Unavailable, $"registry {server.Authority}: does not answer as a registry does");
            }
            catch (TransientException e)
            {
                first ??= e.Final;
            }
            catch (ImageException e) when (e.Kind == ImageErrorKind.Unavailable)
            {
                first ??= e;
            }
        }

        throw first!;
    }
}
