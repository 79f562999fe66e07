using Caisson.Engine.Networks.Endpoints;
using Caisson.Engine.Settings;
using Caisson.Network.Firewall;

namespace Caisson.Engine.Tests.Networks;

public class PortWishTests
{
    [Fact]
    public void Read_BindingsAndExposedPorts_AreToldApart()
    {
        ContainerSettings config = new() { ExposedPorts = new() { ["80/tcp"] = EmptySettings.Value, ["9/udp"] = EmptySettings.Value } };
        HostSettings host = new()
        {
            PortBindings = new()
            {
                ["80/tcp"] = [new PortBinding { HostPort = "8080" }, new PortBinding { HostIp = "127.0.0.1", HostPort = "9000-9010" }],
                ["53/UDP"] = [new PortBinding()],
            },
        };
        List<PortWish> wishes = PortWish.Read(config, host, out List<string> exposed);
        Assert.Equal(["9/udp"], exposed);
        Assert.Equal(
            ["80/tcp  8080-8080", "80/tcp 127.0.0.1 9000-9010", "53/udp  0-0"],
            wishes.Select(static w => $"{w.Key} {w.HostAddress} {w.First}-{w.Last}"));
        Assert.Equal(PortProtocol.Udp, wishes[2].Protocol);
    }

    [Fact]
    public void Read_PublishAll_TakesExposedPorts()
    {
        ContainerSettings config = new() { ExposedPorts = new() { ["80/tcp"] = null } };
        PortWish wish = Assert.Single(PortWish.Read(config, new HostSettings { PublishAllPorts = true }, out List<string> exposed));
        Assert.Equal((80, 0), (wish.Port, wish.First));
        Assert.Empty(exposed);
    }

    [Theory]
    [InlineData("0/tcp", "", "")]
    [InlineData("80/icmp", "", "")]
    [InlineData("x", "", "")]
    [InlineData("65536", "", "")]
    [InlineData("80", "nowhere", "")]
    [InlineData("80", "", "9-8")]
    [InlineData("80", "", "-1")]
    [InlineData("80", "", "70000")]
    public void Read_Nonsense_IsRefused(string key, string address, string port)
    {
        HostSettings host = new() { PortBindings = new() { [key] = [new PortBinding { HostIp = address, HostPort = port }] } };
        Assert.Equal(
            EngineErrorKind.InvalidParameter,
            Assert.Throws<EngineException>(() => PortWish.Read(new ContainerSettings(), host, out _)).Kind);
    }
}
