namespace Caisson.Api.Registries;

/// <summary>Credentials were accepted.</summary>
internal sealed class AuthAnswer
{
    /// <summary>For people.</summary>
    public required string Status { get; init; }

    /// <summary>What to keep instead of the password; empty for nothing.</summary>
    public required string IdentityToken { get; init; }
}
