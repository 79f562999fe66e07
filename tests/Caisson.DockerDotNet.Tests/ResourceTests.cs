using Docker.DotNet;
using Docker.DotNet.Models;

namespace Caisson.DockerDotNet.Tests;

/// <summary>Networks, volumes, events, and what the engine says of itself.</summary>
public sealed class ResourceTests(SharedEngine engine) : ClientTest(engine)
{
    [Fact]
    public async Task System_PingVersionInfo_AreAnswered()
    {
        await Client.System.PingAsync(Token);
        VersionResponse version = await Client.System.GetVersionAsync(Token);
        SystemInfoResponse info = await Client.System.GetSystemInfoAsync(Token);

        Assert.Equal("linux", version.Os);
        Assert.Equal("linux", info.OSType);
        Assert.True(info.NCPU > 0);
        Assert.True(info.Images > 0);
    }

    [Fact]
    public async Task Network_CreateConnectInspectRemove_NamesItsContainers()
    {
        NetworksCreateResponse made = await Client.Networks.CreateNetworkAsync(
            new NetworksCreateParameters
            {
                Name = "dotnet-net",
                Driver = "bridge",
                IPAM = new IPAM { Config = [new IPAMConfig { Subnet = "10.91.0.0/24", Gateway = "10.91.0.1" }] },
                Labels = new Dictionary<string, string> { ["x"] = "y" },
            },
            Token);
        string one = await RunAsync("exec sleep 1000", p =>
        {
            p.Name = "net-one";
            p.HostConfig.NetworkMode = "dotnet-net";
        });
        string two = await RunAsync("exec sleep 1000");
        await Client.Networks.ConnectNetworkAsync(
            made.ID,
            new NetworkConnectParameters
            {
                Container = two,
                EndpointConfig = new EndpointSettings { Aliases = ["other"], IPAMConfig = new EndpointIPAMConfig { IPv4Address = "10.91.0.77" } },
            },
            Token);

        NetworkResponse shown = await Client.Networks.InspectNetworkAsync("dotnet-net", Token);
        (string output, _, long exitCode) = await ExecAsync(one, "ping", "-c", "1", "-w", "10", "other");

        Assert.Equal("10.91.0.0/24", shown.IPAM.Config[0].Subnet);
        Assert.Equal("10.91.0.77/24", shown.Containers[two].IPv4Address);
        Assert.Equal("net-one", shown.Containers[one].Name);
        Assert.True(exitCode == 0 && output.Contains("10.91.0.77", StringComparison.Ordinal), output);
        await Assert.ThrowsAsync<DockerApiException>(() => Client.Networks.DeleteNetworkAsync(made.ID, Token));
        await Client.Networks.DisconnectNetworkAsync(made.ID, new NetworkDisconnectParameters { Container = two, Force = true }, Token);
        await Client.Networks.DisconnectNetworkAsync(made.ID, new NetworkDisconnectParameters { Container = one, Force = true }, Token);
        await Client.Networks.DeleteNetworkAsync(made.ID, Token);
        await Assert.ThrowsAsync<DockerNetworkNotFoundException>(() => Client.Networks.InspectNetworkAsync("dotnet-net", Token));
    }

    [Fact]
    public async Task Port_Published_AnswersOnTheHost()
    {
        string id = await RunAsync("while :; do echo served | nc -l -p 80; done", p =>
        {
            p.ExposedPorts = new Dictionary<string, EmptyStruct> { ["80/tcp"] = default };
            p.HostConfig.PortBindings = new Dictionary<string, IList<PortBinding>> { ["80/tcp"] = [new PortBinding { HostIP = "127.0.0.1" }] };
        });
        ContainerInspectResponse shown = await Client.Containers.InspectContainerAsync(id, Token);
        int port = int.Parse(shown.NetworkSettings.Ports["80/tcp"][0].HostPort, System.Globalization.CultureInfo.InvariantCulture);

        string answer = "";
        Wait.Until(() => (answer = Ask(port)).Length > 0, "the published port answers");

        Assert.Equal("served\n", answer);
    }

    [Fact]
    public async Task Volume_OfSeveralContainers_KeepsData()
    {
        VolumeResponse volume = await Client.Volumes.CreateAsync(
            new VolumesCreateParameters { Name = "dotnet-volume", Labels = new Dictionary<string, string> { ["x"] = "y" } }, Token);
        string writer = await RunAsync("echo kept > /data/file", p => p.HostConfig.Binds = ["dotnet-volume:/data"]);
        await Client.Containers.WaitContainerAsync(writer, Token);
        string reader = await RunAsync("exec sleep 1000", p => p.HostConfig.Mounts =
            [new Mount { Type = "volume", Source = "dotnet-volume", Target = "/data", ReadOnly = true }]);

        (string output, _, _) = await ExecAsync(reader, "cat", "/data/file");

        Assert.Equal("kept\n", output);
        Assert.Equal("local", volume.Driver);
        Assert.Contains((await Client.Volumes.ListAsync(Token)).Volumes, v => v.Name == "dotnet-volume");
        Assert.Equal("y", (await Client.Volumes.InspectAsync("dotnet-volume", Token)).Labels["x"]);
        await Assert.ThrowsAsync<DockerApiException>(() => Client.Volumes.RemoveAsync("dotnet-volume", force: false, Token));
        Engine.Docker("rm", "--force", writer, reader).Succeeded();
        await Client.Volumes.RemoveAsync("dotnet-volume", force: false, Token);
    }

    [Fact]
    public async Task Events_WhileContainersRun_ComeInOrder()
    {
        var seen = new List<string>();
        var died = new TaskCompletionSource();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task events = Client.System.MonitorEventsAsync(
            new ContainerEventsParameters
            {
                Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { ["watch=me"] = true } },
            },
            new Observer<Message>(m =>
            {
                seen.Add(m.Action);
                if (m.Action == "die")
                {
                    died.TrySetResult();
                }
            }),
            end.Token);

        string id = await RunAsync("exit 0", p => p.Labels = new Dictionary<string, string> { ["watch"] = "me" });
        await died.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => events);

        Assert.Equal(["create", "start", "die"], seen.Where(a => a is "create" or "start" or "die"));
        Assert.NotEmpty(id);
    }

    private static string Ask(int port)
    {
        try
        {
            using var client = new System.Net.Sockets.TcpClient();
            client.Connect("127.0.0.1", port);
            using var reader = new StreamReader(client.GetStream());
            return reader.ReadToEnd();
        }
        catch (IOException)
        {
            return "";
        }
        catch (System.Net.Sockets.SocketException)
        {
            return "";
        }
    }
}
