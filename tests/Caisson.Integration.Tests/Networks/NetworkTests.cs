using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Networks;

/// <summary>Networks through the stock client: names, ports, isolation, and what happens to them while containers run.</summary>
public sealed class NetworkTests(SharedEngine shared) : IClassFixture<SharedEngine>
{
    private const string Image = EngineUnderTest.Image;


    private EngineUnderTest Engine => shared.Engine;

    [Fact]
    public void UserDefined_NamesAndAliases_AreFound()
    {
        string network = NewNetwork();
        Serve("named", "--network", network, "--network-alias", "www");

        CommandResult result = InNetwork(network, $"{Page("named")}; echo; {Page("www")}; echo; nslookup named");

        Assert.Equal(["named", "named"], result.Lines[..2]);
        string address = Address("named", network);
        Assert.Contains($"Address: {address}", result.Text, StringComparison.Ordinal);
        Assert.Contains($"named.{network}", InNetwork(network, $"nslookup {address}").Text, StringComparison.Ordinal);
        Remove("named");
    }

    [Fact]
    public void Default_TwoContainers_ReachEachOtherByAddressOnly()
    {
        Serve("plain");

        Assert.Contains("plain", Run(Page(Address("plain", "bridge"))).Text, StringComparison.Ordinal);
        Assert.NotEqual(0, Engine.Docker("run", "--rm", Image, "sh", "-c", Page("plain")).ExitCode);
        Remove("plain");
    }

    [Fact]
    public void Publish_Tcp_IsReachedFromTheHostAndFromContainers()
    {
        string network = NewNetwork();
        Serve("published", "--network", network, "-p", "18080:80");

        Assert.Equal("published", Engine.Shell("curl -sf -m 5 http://127.0.0.1:18080/").Succeeded().Text);
        Assert.Equal("published", Engine.Shell("curl -sf -m 5 'http://[::1]:18080/'").Succeeded().Text);
        string gateway = Engine.Inspect("published", $"{{{{.NetworkSettings.Networks.{network}.Gateway}}}}");
        Assert.EndsWith("published", Engine.Docker("exec", "published", "sh", "-c", Page(gateway, 18080)).Succeeded().Text, StringComparison.Ordinal);
        Assert.Equal("0.0.0.0:18080\n[::]:18080", Engine.Docker("port", "published", "80").Succeeded().Text);

        CommandResult second = Engine.Docker("run", "--rm", "-p", "18080:80", Image, "true");
        Assert.Equal(125, second.ExitCode);
        Assert.Contains("port is already allocated", second.Error, StringComparison.Ordinal);
        Remove("published");
        Assert.NotEqual(0, Engine.Shell("curl -sf -m 2 http://127.0.0.1:18080/").ExitCode);
    }

    [Fact]
    public void Publish_RangesRandomAndUdp_AreShown()
    {
        Engine.Docker(
            "run", "-d", "--name", "ports", "-p", "19000-19002:9000-9002", "-p", "80", "-p", "127.0.0.1:15353:53/udp", Image, "sleep", "1000").Succeeded();

        string ports = Engine.Docker("port", "ports").Succeeded().Text;
        Assert.Contains("9001/tcp -> 0.0.0.0:19001", ports, StringComparison.Ordinal);
        Assert.Contains("53/udp -> 127.0.0.1:15353", ports, StringComparison.Ordinal);
        Assert.Contains("80/tcp -> 0.0.0.0:", ports, StringComparison.Ordinal);
        Remove("ports");
    }

    [Fact]
    public void Networks_Two_AreKeptApart()
    {
        string one = NewNetwork();
        string two = NewNetwork();
        Serve("apart", "--network", one);

        Assert.Equal("apart", InNetwork(one, Page(Address("apart", one))).Text);
        Assert.NotEqual(0, Engine.Docker("run", "--rm", "--network", two, Image, "sh", "-c", Page(Address("apart", one))).ExitCode);
        Remove("apart");
    }

    [Fact]
    public void Internal_Network_HasNoWayOut()
    {
        string network = NewNetwork("--internal");
        Serve("inside", "--network", network);

        Assert.DoesNotContain("default", InNetwork(network, "ip route").Text, StringComparison.Ordinal);
        Assert.Equal("inside", InNetwork(network, Page("inside")).Text);
        Remove("inside");
    }

    [Fact]
    public void Connect_RunningContainer_IsFoundInTheOtherNetworkUntilItIsDisconnected()
    {
        string one = NewNetwork();
        string two = NewNetwork();
        Serve("moving", "--network", one, "-p", "18081:80");
        Engine.Docker("network", "connect", "--alias", "guest", two, "moving").Succeeded();

        Assert.Equal("moving", InNetwork(two, Page("guest")).Text);
        Assert.Equal(
            1, Engine.Docker("network", "connect", two, "moving").ExitCode);
        Engine.Docker("network", "disconnect", one, "moving").Succeeded();
        Assert.Equal("moving", Engine.Shell("curl -sf -m 5 http://127.0.0.1:18081/").Succeeded().Text);
        Engine.Docker("network", "disconnect", two, "moving").Succeeded();
        Assert.NotEqual(0, Engine.Docker("run", "--rm", "--network", two, Image, "sh", "-c", Page("guest")).ExitCode);
        Remove("moving");
    }

    [Fact]
    public void Ipv6_Network_GivesAddressesOfBothFamilies()
    {
        string network = NewNetwork("--ipv6", "--subnet", "fd00:5::/64");
        Serve("six", "--network", network);

        string answer = InNetwork(network, $"nslookup six; {Page("fd00:5::2")}").Text;
        Assert.Contains("fd00:5::2", answer, StringComparison.Ordinal);
        Assert.EndsWith("six", answer, StringComparison.Ordinal);
        Remove("six");
    }

    [Fact]
    public void Address_AskedFor_IsGiven()
    {
        string network = NewNetwork("--subnet", "10.99.7.0/24");

        string shown = Engine.Docker(
            "run", "--rm", "--network", network, "--ip", "10.99.7.77", "--mac-address", "02:42:aa:bb:cc:dd", Image, "ip", "addr", "show", "eth0").Succeeded().Text;

        Assert.Contains("inet 10.99.7.77/24", shown, StringComparison.Ordinal);
        Assert.Contains("02:42:aa:bb:cc:dd", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Modes_NoneHostAndContainer_AreTheirNetworks()
    {
        Engine.Docker("run", "-d", "--name", "owner", Image, "sleep", "1000").Succeeded();
        string address = Address("owner", "bridge");

        Assert.DoesNotContain("eth0", Run("ip addr", "--network", "none").Text, StringComparison.Ordinal);
        Assert.Contains(address, Run("ip addr", "--network", "container:owner").Text, StringComparison.Ordinal);
        Assert.Equal(Engine.Shell("ls -1 /sys/class/net | wc -l").Succeeded().Text == "0", Run("ip link", "--network", "host").Text.Length == 0);
        Remove("owner");
    }

    [Fact]
    public void Remove_NetworkInUse_IsRefusedInDockersWords()
    {
        string network = NewNetwork();
        Engine.Docker("run", "-d", "--name", "user", "--network", network, Image, "sleep", "1000").Succeeded();

        Assert.Contains("has active endpoints", Engine.Docker("network", "rm", network).Exited(1).Error, StringComparison.Ordinal);
        Assert.Contains("already exists", Engine.Docker("network", "create", network).Exited(1).Error, StringComparison.Ordinal);
        Remove("user");
        Engine.Docker("network", "rm", network).Succeeded();
        Assert.Contains($"network {network} not found", Engine.Docker("network", "inspect", network).Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Engine_KilledAndStartedAgain_NetworksNamesAndPortsAreKept()
    {
        Assert.SkipUnless(Engine.IsCaisson, "dockerd takes its containers with it");
        string network = NewNetwork();
        Serve("kept", "--network", network, "-p", "18082:80");

        Engine.Kill();
        Assert.Equal("kept", Engine.Shell("curl -sf -m 5 http://127.0.0.1:18082/").Succeeded().Text);
        Engine.Launch();

        Assert.Equal("kept", Engine.Shell("curl -sf -m 5 'http://[::1]:18082/'").Succeeded().Text);
        Assert.Equal("kept", InNetwork(network, Page("kept")).Text);
        Serve("next", "--network", network);
        Assert.NotEqual(Address("kept", network), Address("next", network));
        Remove("kept", "next");
    }

    private string NewNetwork(params string[] options)
    {
        string name = "n" + Guid.NewGuid().ToString("N")[..8];
        Engine.Docker(["network", "create", .. options, name]).Succeeded();
        return name;
    }

    // A page without its head; fails where there is none. busybox' wget, linked statically, crashes on names and addresses.
    private static string Page(string host, int port = 80) =>
        $"printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 3 {host} {port} > /tmp/page && tail -n 1 /tmp/page";

    // A server whose page is its name.
    private void Serve(string name, params string[] options)
    {
        Engine.Docker(
            ["run", "-d", "--name", name, .. options, Image, "sh", "-c", $"mkdir -p /www && printf {name} > /www/index.html && exec httpd -f -h /www"]).Succeeded();
        Wait.Until(() => Engine.Docker("exec", name, "sh", "-c", Page("127.0.0.1")).ExitCode == 0, $"{name} serves");
    }

    private CommandResult InNetwork(string network, string line) => Run(line, "--network", network);

    private CommandResult Run(string line, params string[] options) =>
        Engine.Docker(["run", "--rm", .. options, Image, "sh", "-c", line]).Succeeded();

    private string Address(string container, string network) =>
        Engine.Inspect(container, $"{{{{(index .NetworkSettings.Networks \"{network}\").IPAddress}}}}");

    private void Remove(params string[] names) => Engine.Docker(["rm", "--force", .. names]).Succeeded();
}
