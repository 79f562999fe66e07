namespace Caisson.Images.Registry.Credentials;

/// <summary>Where credentials come from.</summary>
public interface ICredentialSource
{
    /// <summary>The credentials for a registry.</summary>
    /// <param name="registry">Its name, as in references: <c>docker.io</c>, <c>host</c>, <c>host:port</c>.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <returns>Null where there are none.</returns>
    /// <exception cref="ImageException">They could not be read.</exception>
    public ValueTask<RegistryCredentials?> FindAsync(string registry, CancellationToken cancellation);
}
