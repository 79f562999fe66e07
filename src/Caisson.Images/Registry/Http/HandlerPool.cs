using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Caisson.Images.Registry.Endpoints;

namespace Caisson.Images.Registry.Http;

/// <summary>Connections to servers, kept open for the next request. Nothing happens by itself on them: redirects,
/// cookies, decompression and credentials are the business of who asks.</summary>
internal sealed class HandlerPool : IDisposable
{
    private const int MaxHeadersKiB = 64;
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<HandlerKey, Lazy<HttpMessageInvoker>> _all = new();
    private readonly RegistryOptions _options;
    private readonly PlainHttpHosts _plain;
    private readonly AddressGuard _guard;

    internal HandlerPool(RegistryOptions options, PlainHttpHosts plain, AddressGuard guard)
    {
        _options = options;
        _plain = plain;
        _guard = guard;
    }

    /// <summary>What sends requests to a server.</summary>
    /// <param name="target">The server.</param>
    /// <param name="publicOnly">Whether to refuse addresses that are not the internet's.</param>
    /// <exception cref="ImageException">Its certificates cannot be read.</exception>
    internal HttpMessageInvoker For(Uri target, bool publicOnly)
    {
        string? folder = HostCertificates.Folder(_options.CertificateFolders, target.Authority);
        bool verifies = !_plain.Contains(target) || folder is not null;
        HandlerKey key = new(folder, verifies, publicOnly, NetworkAddresses.IsLoopback(target.IdnHost));
        return _all.GetOrAdd(key, k => new Lazy<HttpMessageInvoker>(() => new HttpMessageInvoker(Make(k)))).Value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<HttpMessageInvoker> invoker in _all.Values)
        {
            if (invoker.IsValueCreated)
            {
                invoker.Value.Dispose();
            }
        }
    }

    private SocketsHttpHandler Make(HandlerKey key)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = MaxHeadersKiB,
            MaxResponseDrainSize = 0,
            ConnectTimeout = _options.ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,

            // A proxy's loopback is not ours.
            UseProxy = !key.IsLoopback,
            ConnectCallback = (context, cancellation) => _guard.ConnectAsync(context, key.PublicOnly, cancellation),
        };
        if (!key.Verifies)
        {
            // The user has said so, or it is this machine.
#pragma warning disable CA5359
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (key.CertificateFolder is not null)
        {
            var certificates = HostCertificates.Load(key.CertificateFolder);
            handler.SslOptions.ClientCertificates = certificates.Clients;
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                IsTrusted(certificate, chain, errors, certificates.Authorities);
        }

        return handler;
    }

    // The system's authorities, or those of the folder; the name must be right either way.
    private static bool IsTrusted(
        X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors
            || certificate is not X509Certificate2 leaf
            || authorities.Count == 0)
        {
            return errors == SslPolicyErrors.None;
        }

        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (X509ChainElement element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(leaf);
    }

    private readonly record struct HandlerKey(string? CertificateFolder, bool Verifies, bool PublicOnly, bool IsLoopback);
}
