using Caisson.Integration.Tests.Engines;
using Caisson.Integration.Tests.Images.Support;

namespace Caisson.Integration.Tests.Api;

/// <summary>TCP: only with certificates on both sides, as whoever reaches the port would be root.</summary>
public sealed class MutualTlsTests : IClassFixture<HostStateGuard>
{
    private const string Address = "127.0.0.1:2376";

    public MutualTlsTests() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "engines need root");

    [Fact]
    public void Tcp_CertificatesOfOneAuthority_AreAllThatGetsIn()
    {
        Certificates own = new();
        Certificates foreign = new();
        string server = own.Server();
        using CaissondUnderTest engine = new()
        {
            Options =
            [
                "--host", "tcp://" + Address, "--tlsverify", "--tlscacert", $"{server}/ca.pem", "--tlscert", $"{server}/cert.pem",
                "--tlskey", $"{server}/key.pem",
            ],
        };
        engine.StartWithImage();
        string client = own.Client();

        // Streams both ways over TLS, with the end of the input told apart from the end of the connection.
        Assert.Equal(
            "inside", engine.Shell($"echo inside | docker -H tcp://{Address} {Flags(client)} run --rm -i {EngineUnderTest.Image} cat").Succeeded().Text);
        Assert.Equal(
            "inside", engine.Shell($"echo inside | {CaissonCommand.Path} -H tcp://{Address} {Flags(client)} run --rm -i {EngineUnderTest.Image} cat").Succeeded().Text);
        Assert.NotEqual(0, engine.Shell($"docker -H tcp://{Address} {Flags(foreign.Client(own))} version").ExitCode);
        // A server's certificate is none for a client, whoever has signed it.
        Assert.NotEqual(0, engine.Shell($"docker -H tcp://{Address} {Flags(server)} version").ExitCode);
        Assert.NotEqual(0, engine.Shell($"docker -H tcp://{Address} version").ExitCode);
        Assert.NotEqual(0, engine.Shell($"curl -sk -m 5 https://{Address}/_ping").ExitCode);
        Assert.NotEqual(0, engine.Shell($"curl -s -m 5 http://{Address}/_ping").ExitCode);
        engine.Shell($"docker -H tcp://{Address} {Flags(client)} version").Succeeded();
    }

    [Fact]
    public void Tcp_WithoutCertificates_IsRefused()
    {
        string folder = TestRun.NewFolder();
        CommandResult result = Command.Run(
            Executables.FindBuilt(CaissondUnderTest.EngineName, CaissondUnderTest.ExecutableVariable)!,
            "--data-root", $"{folder}/data", "--exec-root", $"{folder}/exec", "--host", "tcp://" + Address).Exited(1);

        Assert.Contains("failed to start daemon: tcp:// without --tlsverify is refused", result.Error.Trim().Split('\n')[^1], StringComparison.Ordinal);
        Assert.False(Directory.Exists($"{folder}/data"), "a data folder was made");
    }

    private static string Flags(string folder) =>
        $"--tlsverify --tlscacert {folder}/ca.pem --tlscert {folder}/cert.pem --tlskey {folder}/key.pem";
}
