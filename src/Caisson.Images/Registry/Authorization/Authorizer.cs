using Caisson.Images.Registry.Credentials;
using Caisson.Images.Registry.Http;

namespace Caisson.Images.Registry.Authorization;

/// <summary>Knows how a server wants to be convinced, and has what convinces it.</summary>
/// <remarks>Thread: any. Who needs a token that somebody gets already, waits for that.</remarks>
internal sealed class Authorizer : IDisposable
{
    // A token is renewed a little before its time, so that none runs out on its way.
    private const double UsedPart = 0.9;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, (string Header, long Since, TimeSpan ValidFor)> _tokens = [];
    private readonly Uri _server;
    private readonly string _registry;
    private readonly ICredentialSource _credentials;
    private readonly TokenClient _tokenClient;
    private readonly TimeProvider _time;
    private Challenge? _challenge;
    private RegistryCredentials? _own;
    private bool _hasLooked;

    /// <param name="server">The server's URL.</param>
    /// <param name="registry">What its credentials are filed under.</param>
    /// <param name="credentials">Where they come from.</param>
    /// <param name="tokenClient">Gets tokens.</param>
    /// <param name="time">The clock.</param>
    internal Authorizer(Uri server, string registry, ICredentialSource credentials, TokenClient tokenClient, TimeProvider time)
    {
        _server = server;
        _registry = registry;
        _credentials = credentials;
        _tokenClient = tokenClient;
        _time = time;
    }

    /// <summary>Takes note of an answer with status 401.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="header">What the request had in its header.</param>
    /// <param name="cancellation">Ends the wait for others.</param>
    internal async Task LearnAsync(HttpResponseMessage response, string? header, CancellationToken cancellation)
    {
        IReadOnlyList<Challenge> all = ChallengeParser.Parse(response);
        Challenge? challenge = all.FirstOrDefault(c => c.Scheme == Challenge.Bearer)
            ?? all.FirstOrDefault(c => c.Scheme == Challenge.Basic);
        if (challenge is null && all.Count > 0)
        {
            throw new ImageException(
                ImageErrorKind.Unsupported,
                $"registry {_server.Authority}: wants authentication by {PlainText.Line(all[0].Scheme)}, "
                + "where basic and bearer are known here");
        }

        await _gate.WaitAsync(cancellation);
        try
        {
            _challenge = challenge ?? _challenge;
            if (header is not null)
            {
                foreach ((string scope, _) in _tokens.Where(t => t.Value.Header == header).ToList())
                {
                    _tokens.Remove(scope);
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What a request needs in its header <c>Authorization</c>; null for nothing.</summary>
    /// <param name="scopes">What the request needs a token for.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="ImageException">There is no token to be had.</exception>
    internal async Task<string?> HeaderAsync(IReadOnlyList<TokenScope> scopes, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            // Nobody is told who we are before he has asked.
            if (_challenge is null)
            {
                return null;
            }

            RegistryCredentials? own = await OwnAsync(cancellation);
            return own?.RegistryToken is { } token ? $"Bearer {token}"
                : _challenge.Scheme == Challenge.Bearer ? await TokenAsync(_challenge, own, scopes, cancellation)
                : own is { Username: not null, Password: not null } ? BasicHeader.Of(own)
                : throw new ImageException(
                    ImageErrorKind.NoCredentials, $"registry {_registry}: no basic auth credentials: log in there first");
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Gets what to keep instead of a password.</summary>
    /// <returns>Null where the registry does not give that.</returns>
    internal async Task<string?> RefreshTokenAsync(RegistryCredentials credentials, CancellationToken cancellation)
    {
        if (_challenge is not { Scheme: Challenge.Bearer } challenge)
        {
            return null;
        }

        Uri realm = _tokenClient.Realm(challenge, _server);
        TokenRequest request = new(realm, challenge["service"], [], credentials, WantsRefreshToken: true);
        return (await _tokenClient.FetchAsync(request, _server, cancellation)).RefreshToken;
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async ValueTask<RegistryCredentials?> OwnAsync(CancellationToken cancellation)
    {
        if (!_hasLooked)
        {
            _own = await _credentials.FindAsync(_registry, cancellation);
            _hasLooked = true;
        }

        return _own;
    }

    private async Task<string> TokenAsync(
        Challenge challenge, RegistryCredentials? own, IReadOnlyList<TokenScope> scopes, CancellationToken cancellation)
    {
        string key = string.Join(' ', scopes);
        if (_tokens.TryGetValue(key, out var cached) && _time.GetElapsedTime(cached.Since) < cached.ValidFor * UsedPart)
        {
            return cached.Header;
        }

        TokenRequest request = new(_tokenClient.Realm(challenge, _server), challenge["service"], scopes, own);
        long now = _time.GetTimestamp();
        BearerToken token = await _tokenClient.FetchAsync(request, _server, cancellation);
        string header = $"Bearer {token.Value}";
        _tokens[key] = (header, now, token.ValidFor);
        return header;
    }
}
