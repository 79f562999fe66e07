using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Rows;

namespace Caisson.Cli.Tests.Rows;

public sealed class PortListTests
{
    [Theory]
    [InlineData("", "[]")]
    [InlineData("80/tcp", """[{"PrivatePort":80,"Type":"tcp"}]""")]
    [InlineData("0.0.0.0:8080->80/tcp, [::]:8080->80/tcp", """[{"IP":"0.0.0.0","PublicPort":8080,"PrivatePort":80,"Type":"tcp"},{"IP":"::","PublicPort":8080,"PrivatePort":80,"Type":"tcp"}]""")]
    [InlineData("80-81/tcp, 53/udp", """[{"PrivatePort":81,"Type":"tcp"},{"PrivatePort":80,"Type":"tcp"},{"PrivatePort":53,"Type":"udp"}]""")]
    [InlineData("80/tcp, 82/tcp", """[{"PrivatePort":80,"Type":"tcp"},{"PrivatePort":82,"Type":"tcp"}]""")]
    [InlineData("1.2.3.4:80-81->80-81/tcp", """[{"IP":"1.2.3.4","PublicPort":80,"PrivatePort":80,"Type":"tcp"},{"IP":"1.2.3.4","PublicPort":81,"PrivatePort":81,"Type":"tcp"}]""")]
    public void Text_Ports_AreSetAsDockers(string expected, string ports)
    {
        using JsonDocument document = JsonDocument.Parse(ports);

        Assert.Equal(expected.Split(", ").Order(), PortList.Text(document.RootElement.Items()).Split(", ").Order());
    }
}
