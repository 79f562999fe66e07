namespace Caisson.Images.Registry.Authorization;

/// <summary>What a token service has given.</summary>
/// <param name="Value">What goes into the header.</param>
/// <param name="ValidFor">How long it is good.</param>
/// <param name="RefreshToken">What gets further ones, where it was asked for and is given.</param>
internal sealed record BearerToken(string Value, TimeSpan ValidFor, string? RefreshToken);
