namespace Caisson.Images.Registry;

/// <summary>A registry has accepted credentials.</summary>
/// <param name="IdentityToken">What to keep instead of the password, where the registry gives that.</param>
public sealed record LoginResult(string? IdentityToken);
