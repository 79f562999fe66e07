namespace Caisson.Images.Registry.Credentials;

/// <summary>Credentials of nobody.</summary>
public sealed class NoCredentials : ICredentialSource
{
    /// <summary>The only one.</summary>
    public static NoCredentials Instance { get; } = new();

    /// <inheritdoc/>
    public ValueTask<RegistryCredentials?> FindAsync(string registry, CancellationToken cancellation) => new((RegistryCredentials?)null);
}
