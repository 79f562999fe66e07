using Caisson.Cli.Client;

namespace Caisson.Cli.Tests.Client;

public sealed class EngineAddressTests
{
    [Theory]
    [InlineData("unix:///a/b.sock", "/a/b.sock", null, 0)]
    [InlineData("unix://", "/run/caisson/engine.sock", null, 0)]
    [InlineData("tcp://host:5", null, "host", 5)]
    [InlineData("tcp://host", null, "host", 2375)]
    [InlineData("tcp://[::1]:7", null, "::1", 7)]
    [InlineData("tcp://[::1]", null, "::1", 2375)]
    [InlineData("host:5", null, "host", 5)]
    [InlineData(":5", null, "localhost", 5)]
    public void Parse_Address_IsTakenApart(string text, string? path, string? host, int port)
    {
        EngineAddress address = EngineAddress.Parse(text, usesTls: false);

        Assert.Equal((path, host, port), (address.SocketPath, address.Host, address.Port));
    }

    [Fact]
    public void Parse_TlsWithoutPort_MeansTheOtherPort() => Assert.Equal(2376, EngineAddress.Parse("tcp://host", usesTls: true).Port);

    [Theory]
    [InlineData("ssh://host")]
    [InlineData("tcp://host:0")]
    [InlineData("tcp://host:70000")]
    [InlineData("host:x")]
    public void Parse_NoAddress_SaysSo(string text) =>
        Assert.Equal($"invalid bind address format: {text}", Assert.Throws<FormatException>(() => EngineAddress.Parse(text, usesTls: false)).Message);
}
