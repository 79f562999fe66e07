using System.Text.Json.Serialization;

namespace Caisson.Api.Registries;

/// <summary>Credentials as clients send them; Docker Engine API, AuthConfig.</summary>
internal sealed class AuthConfiguration
{
    /// <summary>The user.</summary>
    [JsonPropertyName("username")]
    public string Username { get; set; } = "";

    /// <summary>The password.</summary>
    [JsonPropertyName("password")]
    public string Password { get; set; } = "";

    /// <summary>User and password, in base64.</summary>
    [JsonPropertyName("auth")]
    public string Auth { get; set; } = "";

    /// <summary>The registry.</summary>
    [JsonPropertyName("serveraddress")]
    public string ServerAddress { get; set; } = "";

    /// <summary>What stands for the password.</summary>
    [JsonPropertyName("identitytoken")]
    public string IdentityToken { get; set; } = "";

    /// <summary>What the registry itself wants to see.</summary>
    [JsonPropertyName("registrytoken")]
    public string RegistryToken { get; set; } = "";
}
