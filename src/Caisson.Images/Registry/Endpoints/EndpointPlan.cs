using System.Buffers;

namespace Caisson.Images.Registry.Endpoints;

/// <summary>Which servers are asked for what a registry has, in which order.</summary>
internal sealed class EndpointPlan
{
    private static readonly SearchValues<char> NotInHosts = SearchValues.Create("/\\?#@ ");

    private readonly RegistryOptions _options;
    private readonly PlainHttpHosts _plain;

    internal EndpointPlan(RegistryOptions options, PlainHttpHosts plain)
    {
        _options = options;
        _plain = plain;
    }

    /// <summary>The servers to pull from: mirrors, then the registry itself.</summary>
    /// <exception cref="ImageException">The registry's name is none, or a mirror's URL is not allowed.</exception>
    internal IReadOnlyList<RegistryEndpoint> ForPull(string registry)
    {
        List<RegistryEndpoint> all = [];
        if (_options.Mirrors.TryGetValue(registry, out IReadOnlyList<Uri>? mirrors))
        {
            foreach (Uri mirror in mirrors)
            {
                all.Add(Mirror(registry, mirror));
            }
        }

        all.Add(ForPush(registry));
        return all;
    }

    /// <summary>The registry itself.</summary>
    /// <exception cref="ImageException">The registry's name is none.</exception>
    internal RegistryEndpoint ForPush(string registry)
    {
        string host = RegistryNames.HostOf(registry);
        if (host.Length == 0
            || host.AsSpan().ContainsAny(NotInHosts)
            || !Uri.TryCreate($"https://{host}/", UriKind.Absolute, out Uri? secure)
            || !Uri.TryCreate($"http://{host}/", UriKind.Absolute, out Uri? plain))
        {
            throw new ImageException(ImageErrorKind.InvalidReference, $"\"{registry}\" is not the name of a registry");
        }

        if (!_plain.Contains(secure) && !_plain.Contains(plain))
        {
            return new RegistryEndpoint(registry, [secure], IsMirror: false);
        }

        // On this machine plain HTTP is usual, and there is nobody to listen. Elsewhere what can be encrypted is.
        bool prefersPlain = NetworkAddresses.IsLoopback(plain.IdnHost)
            && HostCertificates.Folder(_options.CertificateFolders, host) is null;
        return new RegistryEndpoint(registry, prefersPlain ? [plain, secure] : [secure, plain], IsMirror: false);
    }

    private RegistryEndpoint Mirror(string registry, Uri mirror)
    {
        string? fault = !mirror.IsAbsoluteUri || (mirror.Scheme != Uri.UriSchemeHttp && mirror.Scheme != Uri.UriSchemeHttps)
                ? "must begin with https://"
            : mirror.UserInfo.Length > 0 ? "must not hold credentials: put them into config.json"
            : mirror.Query.Length > 0 || mirror.Fragment.Length > 0 ? "must not have a query or fragment"
            : mirror.Scheme == Uri.UriSchemeHttp && !_plain.Contains(mirror)
                ? "is plain HTTP: use https, or name it among the insecure registries"
            : null;
        if (fault is not null)
        {
            throw new ImageException(
                ImageErrorKind.InvalidReference,
                $"mirror {(mirror.IsAbsoluteUri ? mirror.Host : mirror)} of {registry}: its URL {fault}");
        }

        var address = new Uri(mirror.AbsoluteUri.TrimEnd('/') + "/");
        return new RegistryEndpoint(mirror.Authority, [address], IsMirror: true);
    }
}
