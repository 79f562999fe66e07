using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Caisson.Engine;
using Caisson.Images.Registry.Credentials;
using Microsoft.Extensions.Primitives;

namespace Caisson.Api.Registries;

/// <summary>Credentials that come with a request.</summary>
internal sealed class ClientCredentials : ICredentialSource
{
    private const int MaxChars = 64 << 10;

    private readonly Dictionary<string, RegistryCredentials> _byRegistry = new(StringComparer.OrdinalIgnoreCase);

    private ClientCredentials()
    {
    }

    /// <summary>Reads the header X-Registry-Auth, which has credentials for one registry.</summary>
    /// <param name="call">The request.</param>
    /// <param name="registry">The registry.</param>
    /// <returns>Null where there are none; malformed ones count as none, as with dockerd.</returns>
    internal static ICredentialSource? For(ApiCall call, string registry) =>
        Decode(call.Http.Request.Headers["X-Registry-Auth"], RegistryJson.Wire.AuthConfiguration) is { } auth && Convert(auth) is { } credentials
            ? new FixedCredentials(registry, credentials)
            : null;

    /// <summary>Reads the header X-Registry-Config, which has credentials for several registries.</summary>
    /// <inheritdoc cref="For"/>
    internal static ClientCredentials? ForAll(ApiCall call)
    {
        if (Decode(call.Http.Request.Headers["X-Registry-Config"], RegistryJson.Wire.DictionaryStringAuthConfiguration) is not { } all)
        {
            return null;
        }

        ClientCredentials credentials = new();
        foreach (KeyValuePair<string, AuthConfiguration> one in all)
        {
            if (one.Value is not null && Convert(one.Value) is { } known)
            {
                credentials._byRegistry[DockerConfigWriter.RegistryOf(one.Key)] = known;
            }
        }

        return credentials;
    }

    /// <summary>Reads credentials.</summary>
    /// <returns>Null where there are none.</returns>
    /// <exception cref="EngineException">They are malformed.</exception>
    internal static RegistryCredentials? Convert(AuthConfiguration auth)
    {
        (string username, string password) = (auth.Username, auth.Password);
        if (username.Length == 0 && auth.Auth.Length is > 0 and < MaxChars)
        {
            byte[] buffer = new byte[auth.Auth.Length];
            string text = System.Convert.TryFromBase64String(auth.Auth, buffer, out int length) ? Encoding.UTF8.GetString(buffer, 0, length) : "";
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            (username, password) = colon < 0 ? ("", "") : (text[..colon], text[(colon + 1)..]);
        }

        return username.Length + auth.IdentityToken.Length + auth.RegistryToken.Length == 0
            ? null
            : new RegistryCredentials
            {
                Username = NullIfEmpty(username),
                Password = NullIfEmpty(password),
                IdentityToken = NullIfEmpty(auth.IdentityToken),
                RegistryToken = NullIfEmpty(auth.RegistryToken),
            };
    }

    /// <inheritdoc/>
    public ValueTask<RegistryCredentials?> FindAsync(string registry, CancellationToken cancellation) =>
        ValueTask.FromResult(_byRegistry.GetValueOrDefault(registry));

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static T? Decode<T>(StringValues header, JsonTypeInfo<T> type)
        where T : class
    {
        string text = header.ToString().TrimEnd('=');
        if (text.Length is 0 or > MaxChars)
        {
            return null;
        }

        try
        {
            // Clients differ in which of base64's two alphabets they take.
            return JsonSerializer.Deserialize(Base64Url.DecodeFromChars(text.Replace('+', '-').Replace('/', '_')), type);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
