using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Caisson.Cli.Options;

namespace Caisson.Cli.Client;

/// <summary>The certificates of a connection by TCP.</summary>
/// <param name="Authority">A file with whom the engine's certificate must come from; null to take any.</param>
/// <param name="Certificate">A file with this side's certificate; null for none.</param>
/// <param name="Key">A file with its key.</param>
internal sealed record TlsFiles(string? Authority, string? Certificate, string? Key)
{
    /// <summary>How a connection is made.</summary>
    /// <param name="host">What the engine's certificate must be for.</param>
    /// <exception cref="ArgumentFault">A file cannot be read.</exception>
    internal SslClientAuthenticationOptions Options(string host)
    {
        try
        {
            SslClientAuthenticationOptions options = new()
            {
                TargetHost = host,
                ClientCertificates = Certificate is null ? [] : [X509Certificate2.CreateFromPemFile(Certificate, Key)],
            };
            if (Authority is null)
            {
                // --tls without --tlsverify: encrypted, and whoever answers is believed.
#pragma warning disable CA5359
                options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
                return options;
            }

            X509ChainPolicy policy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(Authority);
            options.CertificateChainPolicy = policy;
            return options;
        }
        catch (Exception e) when (e is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new ArgumentFault($"unable to resolve TLS files: {e.Message}");
        }
    }
}
