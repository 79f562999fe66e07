using Caisson.Images.Registry.Credentials;

namespace Caisson.Images.Registry.Authorization;

/// <summary>What is asked of a token service.</summary>
/// <param name="Realm">Its URL.</param>
/// <param name="Service">The registry's name for itself.</param>
/// <param name="Scopes">What the token must be good for.</param>
/// <param name="Credentials">Whose it is to be; null for anybody's.</param>
/// <param name="WantsRefreshToken">Whether a token that gets further ones is to come with it.</param>
internal sealed record TokenRequest(
    Uri Realm,
    string? Service,
    IReadOnlyList<TokenScope> Scopes,
    RegistryCredentials? Credentials,
    bool WantsRefreshToken = false);
