namespace Caisson.Images.Registry.Endpoints;

/// <summary>What Docker's own registry is called in which place.</summary>
internal static class RegistryNames
{
    /// <summary>In references.</summary>
    internal const string DockerHub = "docker.io";

    /// <summary>In config.json, and to credential helpers.</summary>
    internal const string DockerHubCredentials = "https://index.docker.io/v1/";

    private const string DockerHubHost = "registry-1.docker.io";
    private const string LegacyHost = "index.docker.io";

    /// <summary>The host, perhaps with a port, that serves a registry.</summary>
    internal static string HostOf(string registry) => registry == DockerHub ? DockerHubHost : registry;

    /// <summary>What its credentials are filed under.</summary>
    internal static string CredentialsKey(string registry) => registry == DockerHub ? DockerHubCredentials : registry;

    /// <summary>The registry that an entry of config.json is for: <c>host</c>, <c>host:port</c>, or a URL.</summary>
    internal static string OfCredentialsKey(string key)
    {
        int scheme = key.IndexOf("://", StringComparison.Ordinal);
        string rest = scheme < 0 ? key : key[(scheme + 3)..];
        int slash = rest.IndexOf('/');
        string host = slash < 0 ? rest : rest[..slash];
        return host is DockerHubHost or LegacyHost ? DockerHub : host;
    }
}
