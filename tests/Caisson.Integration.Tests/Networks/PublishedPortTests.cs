using Caisson.Integration.Tests.Engines;
using Caisson.Integration.Tests.Programs;

namespace Caisson.Integration.Tests.Networks;

/// <summary>
/// Published ports, asked from everywhere: the host, another host, the container itself and its neighbours. The answer is
/// the address that the server sees.
/// </summary>
public sealed class PublishedPortTests(SharedEngine shared) : IClassFixture<SharedEngine>
{
    private const string HostAddress = OtherHost.EngineAddress;
    private const string OtherAddress = OtherHost.Address;
    private const string Port = "15000";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20 * TestRun.Slowness);

    private EngineUnderTest Engine => shared.Engine;

    [Theory]
    [InlineData("tcp")]
    [InlineData("udp")]
    public void Publish_AskedFromEverywhere_IsAnswered(string protocol)
    {
        using OtherHost other = new(Engine.Network);
        string network = "ports-" + protocol;
        Engine.Docker("network", "create", "--subnet", "10.98.0.0/24", network).Succeeded();
        Serve("server", protocol, "--network", network, "-p", $"{Port}:5000/{protocol}");
        Serve("neighbour", protocol, "--network", network);
        Serve("stranger", protocol);

        // The engine's own host, by its loopback address and by the one that others use.
        Assert.Equal("10.98.0.1", Asked(() => Engine.Shell(Question(protocol, "127.0.0.1"))));
        Assert.Matches("^(10.98.0.1|192.0.2.1)$", Asked(() => Engine.Shell(Question(protocol, HostAddress))));
        // Another host keeps its address.
        Assert.Equal(OtherAddress, Asked(() => other.Run("sh", "-c", Question(protocol, HostAddress))));
        // Containers of this network, of another one, and the server itself come by the host's address too.
        foreach (string asker in (string[])["neighbour", "stranger", "server"])
        {
            Assert.NotEqual("", Asked(() => Engine.Docker("exec", asker, "/whence", "ask", protocol, HostAddress, Port)));
        }

        Engine.Docker("rm", "--force", "server", "neighbour", "stranger").Succeeded();
        Assert.NotEqual(0, other.Run("sh", "-c", Question(protocol, HostAddress)).ExitCode);
        Assert.NotEqual(0, Engine.Shell(Question(protocol, "127.0.0.1")).ExitCode);
        Engine.Docker("network", "rm", network).Succeeded();
    }

    [Fact]
    public void Publish_OnLoopback_IsNotReachedFromOtherHosts()
    {
        using OtherHost other = new(Engine.Network);
        Serve("private", "tcp", "-p", $"127.0.0.1:{Port}:5000");

        Assert.NotEqual("", Asked(() => Engine.Shell(Question("tcp", "127.0.0.1"))));
        Assert.NotEqual(0, other.Run("sh", "-c", Question("tcp", HostAddress)).ExitCode);
        // Nor by a packet for 127.0.0.1 on the wire, which the other host can send on purpose.
        string wire = "sysctl -qw net.ipv4.conf.all.route_localnet=1 && ip route del local 127.0.0.1 dev lo table local"
            + $" && ip route del local 127.0.0.0/8 dev lo table local && ip route add 127.0.0.1 via {HostAddress} dev away && ip route get 127.0.0.1";
        Assert.Contains("dev away", other.Run("sh", "-c", wire).Succeeded().Text, StringComparison.Ordinal);
        Assert.NotEqual(0, other.Run("sh", "-c", Question("tcp", "127.0.0.1")).ExitCode);
        Engine.Docker("rm", "--force", "private").Succeeded();
    }

    [Fact]
    public void Container_AskingAnotherHost_ComesWithTheHostsAddress()
    {
        using OtherHost other = new(Engine.Network);
        using Command server = Command.Start(
            new CommandOptions(), other.Prefix[0], [.. other.Prefix.Skip(1), SmallProgram.Compile("whence"), "serve", "tcp", Port]);
        Serve("asker", "tcp");

        Assert.Equal(HostAddress, Asked(() => Engine.Docker("exec", "asker", "/whence", "ask", "tcp", OtherAddress, Port)));

        // What is not published is not reached, whoever knows the address.
        string address = Engine.Inspect("asker", "{{.NetworkSettings.Networks.bridge.IPAddress}}");
        other.Run("ip", "route", "add", "172.16.0.0/12", "via", HostAddress).Succeeded();
        Assert.NotEqual(0, other.Run(SmallProgram.Compile("whence"), "ask", "tcp", address, "5000").ExitCode);
        server.Kill();
        Engine.Docker("rm", "--force", "asker").Succeeded();
    }

    private static string Question(string protocol, string address) =>
        $"{SmallProgram.Compile("whence")} ask {protocol} {address} {Port}";

    // The server starts a moment after its container.
    private static string Asked(Func<CommandResult> ask)
    {
        CommandResult? result = null;
        Assert.True(Wait.TryUntil(() => (result = ask()).ExitCode == 0, Patience), $"no answer: {result}");
        return result!.Text;
    }

    private void Serve(string name, string protocol, params string[] options) => Engine.Docker(
        ["run", "-d", "--name", name, "-v", $"{SmallProgram.Compile("whence")}:/whence:ro", .. options, EngineUnderTest.Image, "/whence", "serve", protocol, "5000"]).Succeeded();
}
