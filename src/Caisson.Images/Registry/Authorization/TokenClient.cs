using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Caisson.Images.Registry.Endpoints;
using Caisson.Images.Registry.Http;

namespace Caisson.Images.Registry.Authorization;

/// <summary>Gets tokens from the token service that a registry names (distribution, token authentication).</summary>
internal sealed class TokenClient
{
    private const int MaxBodyBytes = 1 << 20;
    private const int MaxTokenChars = 64 << 10;
    private const string ClientId = "caisson";

    // The least that the specification lets a token be good for, and what it is where nothing is said.
    private static readonly TimeSpan LeastValidity = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MostValidity = TimeSpan.FromHours(1);

    private readonly HttpSender _sender;
    private readonly PlainHttpHosts _plain;

    internal TokenClient(HttpSender sender, PlainHttpHosts plain)
    {
        _sender = sender;
        _plain = plain;
    }

    /// <summary>The URL of the token service, from a registry's challenge.</summary>
    /// <param name="challenge">The challenge.</param>
    /// <param name="registry">Who has made it.</param>
    /// <exception cref="ImageException">Credentials must not be sent there.</exception>
    internal Uri Realm(Challenge challenge, Uri registry)
    {
        string? text = challenge["realm"];
        string? fault = text is null ? "is missing"
            : !Uri.TryCreate(text, UriKind.Absolute, out Uri? realm) ? "is not a URL"
            : realm.Scheme != Uri.UriSchemeHttps && realm.Scheme != Uri.UriSchemeHttp ? "is not a URL of HTTP"
            : realm.UserInfo.Length > 0 || realm.Fragment.Length > 0 ? "has more in it than a server and a path"
            : realm.Scheme == Uri.UriSchemeHttp && (registry.Scheme != Uri.UriSchemeHttp || !_plain.Contains(realm))
                ? "is plain HTTP, over which credentials are not sent"
            : null;
        return fault is null
            ? new Uri(text!)
            : throw new ImageException(
                ImageErrorKind.InvalidContent,
                $"registry {registry.Authority}: its token service \"{PlainText.Line(text ?? "")}\" {fault}");
    }

    /// <summary>Gets a token.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="registry">Who has named the service.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="ImageException">The service refuses, or answers with something else.</exception>
    internal async Task<BearerToken> FetchAsync(TokenRequest request, Uri registry, CancellationToken cancellation)
    {
        string host = request.Realm.Authority;
        using RegistryResponse response = await _sender.SendAsync(
            () => Message(request), _sender.IsForeign(request.Realm, registry), cancellation);
        HttpStatusCode status = response.Message.StatusCode;
        if (status is >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest)
        {
            throw new ImageException(
                ImageErrorKind.InvalidContent,
                $"token service {host}: redirects to elsewhere, where credentials are not sent");
        }

        if (status != HttpStatusCode.OK)
        {
            RegistryError error = await RegistryError.ReadAsync(response, cancellation);
            response.ThrowIfTransient(error);
            throw error.ToException();
        }

        byte[] body = await response.ReadAsync(MaxBodyBytes, "token", cancellation);
        return Parse(body) ?? throw new ImageException(
            ImageErrorKind.InvalidContent, $"token service {host}: answers with {response.Kind} that holds no token");
    }

    private static HttpRequestMessage Message(TokenRequest request)
    {
        bool isRefresh = request.Credentials?.IdentityToken is not null;
        List<(string, string)> fields = [];
        if (request.Service is not null)
        {
            fields.Add(("service", request.Service));
        }

        if (isRefresh || request.WantsRefreshToken)
        {
            fields.Add(("client_id", ClientId));
        }

        if (isRefresh)
        {
            // OAuth 2 takes scopes in one field, the older way in one each.
            fields.Add(("grant_type", "refresh_token"));
            fields.Add(("refresh_token", request.Credentials!.IdentityToken!));
            fields.Add(("scope", string.Join(' ', request.Scopes)));
            return new HttpRequestMessage(HttpMethod.Post, request.Realm)
            {
                Content = new StringContent(Encode(fields), Encoding.ASCII, "application/x-www-form-urlencoded"),
            };
        }

        fields.AddRange(request.Scopes.Select(s => ("scope", s.ToString())));
        if (request.WantsRefreshToken)
        {
            fields.Add(("offline_token", "true"));
        }

        bool hasPassword = request.Credentials is { Username.Length: > 0, Password: not null };
        if (hasPassword)
        {
            fields.Add(("account", request.Credentials!.Username!));
        }

        string query = Encode(fields);
        UriBuilder target = new(request.Realm);
        target.Query = target.Query.Length > 1 ? $"{target.Query}&{query}" : query;
        HttpRequestMessage message = new(HttpMethod.Get, target.Uri);
        if (hasPassword)
        {
            message.Headers.Authorization = AuthenticationHeaderValue.Parse(BasicHeader.Of(request.Credentials!));
        }

        return message;
    }

    private static string Encode(List<(string Name, string Value)> fields) =>
        string.Join('&', fields.Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value)}"));

    private static BearerToken? Parse(byte[] body)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            JsonElement root = json.RootElement;
            string? token = Text(root, "token") ?? Text(root, "access_token");
            if (token is null || token.Length > MaxTokenChars || token.AsSpan().ContainsAnyExceptInRange('!', '~'))
            {
                return null;
            }

            TimeSpan validity = root.TryGetProperty("expires_in", out JsonElement seconds)
                && seconds.ValueKind == JsonValueKind.Number && seconds.TryGetDouble(out double value)
                    ? TimeSpan.FromSeconds(Math.Clamp(value, LeastValidity.TotalSeconds, MostValidity.TotalSeconds))
                    : LeastValidity;
            return new BearerToken(token, validity, Text(root, "refresh_token"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
