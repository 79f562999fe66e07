namespace Caisson.Images.Registry.Credentials;

/// <summary>The credentials for one registry, as a client of the engine's sends them along with its request.</summary>
public sealed class FixedCredentials : ICredentialSource
{
    private readonly string _registry;
    private readonly RegistryCredentials _credentials;

    /// <param name="registry">The registry's name, as in references; no other gets them.</param>
    /// <param name="credentials">The credentials.</param>
    public FixedCredentials(string registry, RegistryCredentials credentials)
    {
        _registry = registry;
        _credentials = credentials;
    }

    /// <inheritdoc/>
    public ValueTask<RegistryCredentials?> FindAsync(string registry, CancellationToken cancellation) =>
        new(string.Equals(registry, _registry, StringComparison.OrdinalIgnoreCase) ? _credentials : null);
}
