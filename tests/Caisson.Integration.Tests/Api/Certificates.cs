using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Caisson.Integration.Tests.Api;

/// <summary>An authority of its own, and what it has signed, as PEM files under the names that Docker's clients look for.</summary>
public sealed class Certificates
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";
    private static readonly DateTimeOffset From = DateTimeOffset.UtcNow.AddDays(-1);
    private static readonly DateTimeOffset To = DateTimeOffset.UtcNow.AddDays(1);
    private readonly X509Certificate2 _authority;
    private byte _last;

    /// <summary>Makes an authority.</summary>
    public Certificates()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=authority of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(From, To);
    }

    /// <summary>A folder with ca.pem, cert.pem and key.pem for a server at 127.0.0.1.</summary>
    public string Server() => Write(ServerUse);

    /// <summary>A folder with ca.pem, cert.pem and key.pem for a client.</summary>
    /// <param name="trusted">Whose servers the client trusts; the same authority's by default.</param>
    public string Client(Certificates? trusted = null) => Write(ClientUse, trusted);

    private string Write(string use, Certificates? trusted = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=" + TestRun.Marker, key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        using X509Certificate2 signed = request.Create(_authority, From.AddHours(1), To.AddHours(-1), [++_last]);
        string folder = TestRun.NewFolder();
        File.WriteAllText(Path.Combine(folder, "ca.pem"), (trusted ?? this)._authority.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "cert.pem"), signed.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        return folder;
    }
}
