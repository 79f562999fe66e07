using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Caisson.Daemon.Configuration;

namespace Caisson.Daemon.Hosting;

/// <summary>TLS in which both sides prove who they are.</summary>
internal static class MutualTls
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Reads the certificates.</summary>
    /// <exception cref="ConfigurationException">They cannot be used.</exception>
    internal static SslServerAuthenticationOptions Load(DaemonSettings settings)
    {
        if (!settings.RequiresClientCertificates)
        {
            throw new ConfigurationException(
                "tcp:// without --tlsverify is refused: whoever reaches the port would be root on this machine; "
                + "use --tlsverify with --tlscacert, --tlscert and --tlskey");
        }

        try
        {
            X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(settings.Certificate, settings.CertificateKey);
            X509Certificate2Collection authorities = [];
            authorities.ImportFromPemFile(settings.CertificateAuthority);
            if (authorities.Count == 0)
            {
                throw new ConfigurationException($"{settings.CertificateAuthority}: there is no certificate in it");
            }

            return new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(certificate, authorities, offline: true),
                ClientCertificateRequired = true,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                RemoteCertificateValidationCallback = (_, client, _, _) => client is X509Certificate2 known && IsTrusted(known, authorities),
            };
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"cannot use TLS: {e.Message}");
        }
    }

    private static bool IsTrusted(X509Certificate2 client, X509Certificate2Collection authorities)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return chain.Build(client);
    }
}
