namespace Caisson.Images.Registry.Credentials;

/// <summary>What a registry knows a user by.</summary>
public sealed record RegistryCredentials
{
    /// <summary>The name.</summary>
    public string? Username { get; init; }

    /// <summary>The password, or a token that is used like one.</summary>
    public string? Password { get; init; }

    /// <summary>A token that is exchanged for others at the registry's token service (OAuth 2, refresh token).</summary>
    public string? IdentityToken { get; init; }

    /// <summary>A token that is sent to the registry as it is.</summary>
    public string? RegistryToken { get; init; }

    /// <summary>Only whose they are: what they are is in no log.</summary>
    public override string ToString() => $"credentials of {Username ?? "a token"}";
}
