using System.Net;
using Caisson.Network.Bridges;
using Caisson.Network.Firewall;

namespace Caisson.Network.Tests.Firewall;

public class FirewallScriptTests
{
    [Fact]
    public void Change_Network_IsElementsOnly() => Assert.Equal(
        """
        add element inet caisson bridges { "br-x" }
        add element inet caisson own { "br-x" . "br-x" }
        add element inet caisson own4 { "br-x" . 10.1.0.0/16 }
        add element inet caisson internal { "br-x" }

        """,
        FirewallScript.Change(true, new BridgeNetwork { Bridge = "br-x", Addresses = [(IPAddress.Parse("10.1.0.1"), 16)], IsInternal = true }));

    [Fact]
    public void Change_Ports_AreKeyedByAddressWhereThereIsOne() => Assert.Equal(
        """
        add element inet caisson ports4 { 6 . 80 : 10.1.0.2 . 8080 }
        add element inet caisson ports4at { 127.0.0.1 . 17 . 53 : 10.1.0.2 . 53 }
        add element inet caisson ports6 { 6 . 80 : fd00::2 . 8080 }

        """,
        FirewallScript.Change(
            true,
            [
                new PublishedPort(PortProtocol.Tcp, IPAddress.Any, 80, IPAddress.Parse("10.1.0.2"), 8080),
                new PublishedPort(PortProtocol.Udp, IPAddress.Loopback, 53, IPAddress.Parse("10.1.0.2"), 53),
                new PublishedPort(PortProtocol.Tcp, IPAddress.IPv6Any, 80, IPAddress.Parse("fd00::2"), 8080),
            ]));

    [Fact]
    public void Change_WithdrawnPort_NamesItsKeyAlone() => Assert.Equal(
        "delete element inet caisson ports4 { 6 . 80 }\n",
        FirewallScript.Change(false, [new PublishedPort(PortProtocol.Tcp, IPAddress.Any, 80, IPAddress.Parse("10.1.0.2"), 8080)]));

    [Theory]
    [InlineData("br\"")]
    [InlineData("br*")]
    [InlineData("br\\")]
    public void Change_NameThatEndsAString_IsRefused(string name) =>
        Assert.Throws<NetworkException>(() => FirewallScript.Change(true, new BridgeNetwork { Bridge = name }));

    [Fact]
    public void DockerUserScript_RulesOfGoneBridges_AreDeletedAndMissingOnesMade()
    {
        const string Chain =
            """
            table ip filter {
            	chain DOCKER-USER { # handle 5
            		iifname "br-old" counter packets 0 bytes 0 accept comment "caisson" # handle 8
            		oifname "br-x" counter packets 3 bytes 7 accept comment "caisson" # handle 9
            		counter packets 0 bytes 0 return # handle 6
            	}
            }
            """;
        Assert.Equal(
            "delete rule ip filter DOCKER-USER handle 8\n"
            + "insert rule ip filter DOCKER-USER iifname \"br-x\" counter accept comment \"caisson\"\n",
            DockerUserChain.Script("ip", Chain, ["br-x"]));
    }
}
