using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Caisson.Images.Tests.Registry.Support;
using Caisson.Images.Tests.Support;

namespace Caisson.Images.Tests.Registry;

/// <summary>Certificates of registries. The registry on loopback counts as any other where it has a folder below
/// certs.d.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Tls_AuthorityInTheFolder_IsTrusted()
    {
        using X509Certificate2 certificate = Certificate("127.0.0.1");
        await using RegistryFixture fixture = Fixture(certificate, certificate);
        TestImage image = new();
        fixture.Registry.Add(image);

        await fixture.PullAsync();

        fixture.AssertHas(image);
    }

    [Fact]
    public async Task Tls_AnotherAuthority_IsNotTrusted()
    {
        using X509Certificate2 certificate = Certificate("127.0.0.1");
        using X509Certificate2 other = Certificate("127.0.0.1");
        await using RegistryFixture fixture = Fixture(certificate, other);

        Assert.Contains("no secure connection", (await fixture.PullFailsAsync()).Message, StringComparison.Ordinal);
        Assert.Empty(fixture.Registry.Server.Requests);
    }

    [Fact]
    public async Task Tls_NameOfAnotherHost_IsNotTrusted()
    {
        using X509Certificate2 certificate = Certificate("other.example");
        await using RegistryFixture fixture = Fixture(certificate, certificate);

        Assert.Contains("no secure connection", (await fixture.PullFailsAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_OnLoopbackWithoutAFolder_IsFoundAfterPlainHttp()
    {
        using X509Certificate2 certificate = Certificate("other.example");
        await using RegistryFixture fixture = new(registry: new FakeRegistry(certificate: certificate));
        TestImage image = new();
        fixture.Registry.Add(image);

        await fixture.PullAsync();

        fixture.AssertHas(image);
    }

    [Fact]
    public async Task Tls_RedirectToPlainHttp_IsRefused()
    {
        using X509Certificate2 certificate = Certificate("127.0.0.1");
        await using FakeRegistry plain = new();
        await using RegistryFixture fixture = Fixture(certificate, certificate);
        fixture.Registry.Override = r => r.Path.Contains("/manifests/", StringComparison.Ordinal) ? TestResponse.Redirect($"http://{plain.Authority}{r.Path}") : null;

        Assert.Contains("from HTTPS to plain HTTP", (await fixture.PullFailsAsync()).Message, StringComparison.Ordinal);
        Assert.Empty(plain.Server.Requests);
    }

    [Fact]
    public async Task Tls_ClientCertificateWithoutKey_IsAnError()
    {
        using X509Certificate2 certificate = Certificate("127.0.0.1");
        await using RegistryFixture fixture = Fixture(certificate, certificate);
        string path = Path.Combine(_directory.Path, fixture.Registry.Authority, "client.cert");
        File.WriteAllText(path, certificate.ExportCertificatePem());

        Assert.StartsWith($"{path}: its key ", (await fixture.PullFailsAsync()).Message, StringComparison.Ordinal);
    }

    private static X509Certificate2 Certificate(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={host}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        if (System.Net.IPAddress.TryParse(host, out System.Net.IPAddress? address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private RegistryFixture Fixture(X509Certificate2 server, X509Certificate2 authority)
    {
        FakeRegistry registry = new(certificate: server);
        string folder = Directory.CreateDirectory(Path.Combine(_directory.Path, registry.Authority)).FullName;
        File.WriteAllText(Path.Combine(folder, "ca.crt"), authority.ExportCertificatePem());
        return new RegistryFixture(FakeRegistry.Options with { CertificateFolders = [_directory.Path] }, registry: registry);
    }
}
