using System.Net;
using Caisson.Images.Registry;
using Caisson.Images.Registry.Endpoints;

namespace Caisson.Images.Tests.Registry;

public sealed class EndpointTests
{
    [Theory]
    [InlineData("8.8.8.8", "Public")]
    [InlineData("2606:4700::1111", "Public")]
    [InlineData("127.0.0.1", "Loopback")]
    [InlineData("127.255.0.9", "Loopback")]
    [InlineData("::1", "Loopback")]
    [InlineData("::ffff:127.0.0.1", "Loopback")]
    [InlineData("64:ff9b::7f00:1", "Loopback")]
    [InlineData("2002:7f00:0001::", "Loopback")]
    [InlineData("10.1.2.3", "Private")]
    [InlineData("172.31.255.255", "Private")]
    [InlineData("172.32.0.0", "Public")]
    [InlineData("192.168.0.1", "Private")]
    [InlineData("169.254.169.254", "Private")]
    [InlineData("100.64.0.1", "Private")]
    [InlineData("0.0.0.0", "Private")]
    [InlineData("255.255.255.255", "Private")]
    [InlineData("::ffff:10.0.0.1", "Private")]
    [InlineData("fe80::1", "Private")]
    [InlineData("fd00::1", "Private")]
    public void ScopeOf_Address_TellsFromWhereItIsReached(string address, string scope) =>
        Assert.Equal(scope, NetworkAddresses.ScopeOf(IPAddress.Parse(address)).ToString());

    [Theory]
    [InlineData("docker.io", "https://registry-1.docker.io/")]
    [InlineData("registry.example:5000", "https://registry.example:5000/")]
    [InlineData("127.0.0.1:5000", "http://127.0.0.1:5000/ https://127.0.0.1:5000/")]
    [InlineData("localhost", "http://localhost/ https://localhost/")]
    [InlineData("[::1]:5000", "http://[::1]:5000/ https://[::1]:5000/")]
    [InlineData("old.example:5000", "https://old.example:5000/ http://old.example:5000/")]
    [InlineData("10.9.8.7", "https://10.9.8.7/ http://10.9.8.7/")]
    [InlineData("localhost.example", "https://localhost.example/")]
    [InlineData("127.0.0.1.example", "https://127.0.0.1.example/")]
    public void ForPush_Registry_IsAskedInThisOrder(string registry, string urls)
    {
        RegistryOptions options = new() { InsecureRegistries = ["old.example:5000", "10.0.0.0/8"], CertificateFolders = [] };

        Assert.Equal(urls, string.Join(' ', Plan(options).ForPush(registry).Bases));
    }

    [Theory]
    [InlineData("")]
    [InlineData("host:99999")]
    [InlineData("user@host")]
    [InlineData("host/path")]
    public void ForPush_NotAHost_IsAnError(string registry) =>
        Assert.Equal(ImageErrorKind.InvalidReference, Assert.Throws<ImageException>(() => Plan(new()).ForPush(registry)).Kind);

    [Fact]
    public void ForPull_Mirrors_ComeFirst()
    {
        RegistryOptions options = new()
        {
            Mirrors = new Dictionary<string, IReadOnlyList<Uri>> { ["docker.io"] = [new("https://mirror.example/hub"), new("http://127.0.0.1:5001")] },
        };

        Assert.Equal(
            ["https://mirror.example/hub/", "http://127.0.0.1:5001/", "https://registry-1.docker.io/"],
            Plan(options).ForPull("docker.io").Select(e => e.Bases[0].ToString()));
        Assert.Single(Plan(options).ForPull("registry.example"));
    }

    [Theory]
    [InlineData("http://mirror.example")]
    [InlineData("ftp://mirror.example")]
    [InlineData("https://user:password@mirror.example")]
    public void ForPull_MirrorThatIsNotSafe_IsAnError(string mirror)
    {
        RegistryOptions options = new() { Mirrors = new Dictionary<string, IReadOnlyList<Uri>> { ["docker.io"] = [new(mirror)] } };

        string message = Assert.Throws<ImageException>(() => Plan(options).ForPull("docker.io")).Message;
        Assert.DoesNotContain("password", message, StringComparison.Ordinal);
    }

    [Fact]
    public void PlainHttpHosts_BadNetwork_IsAnError() =>
        Assert.Throws<ImageException>(() => new PlainHttpHosts(["10.0.0.0/99"]));

    private static EndpointPlan Plan(RegistryOptions options) => new(options, new PlainHttpHosts(options.InsecureRegistries));
}
