using Caisson.Images.Registry.Authorization;

namespace Caisson.Images.Registry.Http;

/// <summary>A request to a registry, before it is known where it ends up and with which credentials.</summary>
internal sealed record RegistryCall
{
    /// <summary>The method.</summary>
    internal required HttpMethod Method { get; init; }

    /// <summary>Below <c>/v2/</c>, or a URL that the registry has given.</summary>
    internal required Uri Target { get; init; }

    /// <summary>What a token for it must be good for.</summary>
    internal IReadOnlyList<TokenScope> Scopes { get; init; } = [];

    /// <summary>Headers, by name.</summary>
    internal IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Makes the body, anew for each time that it is sent.</summary>
    internal Func<HttpContent>? Content { get; init; }

    /// <summary>How long the answer may take; null for <see cref="RegistryOptions.StallTimeout"/>.</summary>
    internal TimeSpan? AnswerTimeout { get; init; }
}
