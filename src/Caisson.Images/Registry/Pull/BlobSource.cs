using Caisson.Images.Registry.Authorization;
using Caisson.Images.Registry.Http;

namespace Caisson.Images.Registry.Pull;

/// <summary>Where a blob can be had.</summary>
/// <param name="ConnectAsync">Finds the server, when it is needed.</param>
/// <param name="Url">The blob's URL there.</param>
/// <param name="Scopes">What a token for it must be good for.</param>
internal sealed record BlobSource(
    Func<CancellationToken, Task<RegistryConnection>> ConnectAsync,
    Func<RegistryConnection, Uri> Url,
    IReadOnlyList<TokenScope> Scopes);
