using System.Text;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using DotNet.Testcontainers.Networks;
using DotNet.Testcontainers.Volumes;
using Consume = DotNet.Testcontainers.Builders.Consume;

namespace Caisson.Testcontainers.Tests;

/// <summary>Commands, copies, logs, networks, volumes and builds.</summary>
public sealed class ContainerTests(SharedEngine engine) : TestcontainersTest(engine)
{
    [Fact]
    public async Task Exec_Command_HasOutputErrorAndExitCode()
    {
        await using IContainer container = Container("exec sleep 1000").WithEnvironment("WHO", "mia").Build();
        await container.StartAsync(Token);

        ExecResult result = await container.ExecAsync(["sh", "-c", "echo hello $WHO; echo err >&2; exit 4"], Token);

        Assert.Equal(("hello mia\n", "err\n", 4), (result.Stdout, result.Stderr, result.ExitCode));
    }

    [Fact]
    public async Task Copy_ThereAndBack_KeepsContentAndMode()
    {
        byte[] content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)];
        await using IContainer container = Container("exec sleep 1000")
            .WithResourceMapping("mapped"u8.ToArray(), "/etc/mapped")
            .Build();
        await container.StartAsync(Token);

        await container.CopyAsync(content, "/made/on/the/way/file", fileMode: UnixFileModes.UserRead | UnixFileModes.UserExecute, ct: Token);

        Assert.Equal(content, await container.ReadFileAsync("/made/on/the/way/file", Token));
        Assert.Equal("mapped", Encoding.UTF8.GetString(await container.ReadFileAsync("/etc/mapped", Token)));
        Assert.Equal("500\n", (await container.ExecAsync(["stat", "-c", "%a", "/made/on/the/way/file"], Token)).Stdout);
        await Assert.ThrowsAsync<FileNotFoundException>(() => container.ReadFileAsync("/nothing", Token));
    }

    [Fact]
    public async Task Logs_WhileTheContainerRuns_ReachTheConsumer()
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        using IOutputConsumer consumer = Consume.RedirectStdoutAndStderrToStream(output, error);
        await using IContainer container = Container("for i in 1 2 3; do echo line $i; echo error $i >&2; done; echo end; exec sleep 1000")
            .WithOutputConsumer(consumer)
            .WithWaitStrategy(ContainerWait.ForUnixContainer().UntilMessageIsLogged("end"))
            .Build();
        await container.StartAsync(Token);

        (string stdout, string stderr) = await container.GetLogsAsync(timestampsEnabled: false, ct: Token);
        Wait.Until(() => Text(output).EndsWith("end\n", StringComparison.Ordinal), "the stream of the log");

        Assert.Equal("line 1\nline 2\nline 3\nend\n", stdout);
        Assert.Equal("error 1\nerror 2\nerror 3\n", stderr);
        Assert.Equal(stdout, Text(output));
    }

    [Fact]
    public async Task Network_ContainersOfIt_FindEachOtherByAlias()
    {
        await using INetwork network = Network().Build();
        await using IContainer server = Container(Server).WithNetwork(network).WithNetworkAliases("web", "www")
            .WithWaitStrategy(ContainerWait.ForUnixContainer().UntilInternalTcpPortIsAvailable(80))
            .Build();
        await using IContainer client = Container("exec sleep 1000").WithNetwork(network).Build();
        await network.CreateAsync(Token);
        await server.StartAsync(Token);
        await client.StartAsync(Token);

        ExecResult one = await client.ExecAsync(["wget", "-q", "-O", "-", "http://web/index.html"], Token);
        ExecResult two = await client.ExecAsync(["wget", "-q", "-O", "-", "http://www/index.html"], Token);

        Assert.Equal("served\n", one.Stdout);
        Assert.Equal("served\n", two.Stdout);
    }

    [Fact]
    public async Task Volume_SharedByContainers_KeepsData()
    {
        await using IVolume volume = Volume().Build();
        await volume.CreateAsync(Token);
        await using (IContainer writer = Container("echo kept > /data/file").WithVolumeMount(volume, "/data").Build())
        {
            await writer.StartAsync(Token);
            Assert.Equal(0, await writer.GetExitCodeAsync(Token));
        }

        await using IContainer reader = Container("exec sleep 1000").WithVolumeMount(volume, "/data", AccessMode.ReadOnly)
            .WithTmpfsMount("/scratch").Build();
        await reader.StartAsync(Token);

        Assert.Equal("kept\n", (await reader.ExecAsync(["cat", "/data/file"], Token)).Stdout);
        Assert.NotEqual(0, (await reader.ExecAsync(["touch", "/data/x"], Token)).ExitCode);
        Assert.Contains("tmpfs", (await reader.ExecAsync(["grep", "/scratch", "/proc/mounts"], Token)).Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Image_BuiltFromADockerfile_Runs()
    {
        string folder = TestRun.NewFolder();
        await File.WriteAllTextAsync(
            Path.Combine(folder, "Dockerfile"), "FROM busybox\nARG WHO\nCOPY file /file\nRUN echo hello $WHO >> /file\nCMD [\"cat\", \"/file\"]\n", Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "file"), "copied\n", Token);
        IFutureDockerImage image = Build().WithContextDirectory(folder).WithDockerfileDirectory(folder).WithDockerfile("Dockerfile")
            .WithName("testcontainers/built:1").WithBuildArgument("WHO", "mia").Build();

        await image.CreateAsync(Token);
        await using (IContainer container = Container("cat /file").WithImage(image).Build())
        {
            await container.StartAsync(Token);
            Assert.Equal(0, await container.GetExitCodeAsync(Token));
            Assert.Equal("copied\nhello mia\n", (await container.GetLogsAsync(timestampsEnabled: false, ct: Token)).Stdout);
        }

        await image.DeleteAsync(Token);
        Engine.Docker("image", "inspect", "testcontainers/built:1").Failed();
    }

    [Fact]
    public async Task Lifecycle_StopStartPause_ChangesState()
    {
        await using IContainer container = Container("trap 'exit 0' TERM; while :; do sleep 0.1; done").WithName("lifecycle").Build();
        await container.StartAsync(Token);

        await container.PauseAsync(Token);
        Assert.Equal(TestcontainersStates.Paused, container.State);
        await container.UnpauseAsync(Token);
        await container.StopAsync(Token);
        Assert.Equal(TestcontainersStates.Exited, container.State);
        await container.StartAsync(Token);
        Assert.Equal(TestcontainersStates.Running, container.State);
        Assert.Equal("/lifecycle", container.Name);
        Assert.NotEmpty(container.IpAddress);
    }

    [Fact]
    public async Task ManyContainers_AtOnce_AllStart()
    {
        IContainer[] containers = [.. Enumerable.Range(0, 8).Select(i => Container(Server).WithPortBinding(80, assignRandomHostPort: true)
            .WithWaitStrategy(ContainerWait.ForUnixContainer().UntilHttpRequestIsSucceeded(r => r.ForPort(80).ForPath("/index.html")))
            .Build())];
        try
        {
            await Task.WhenAll(containers.Select(c => c.StartAsync(Token)));

            Assert.Equal(8, containers.Select(c => c.GetMappedPublicPort(80)).Distinct().Count());
        }
        finally
        {
            foreach (IContainer container in containers)
            {
                await container.DisposeAsync();
            }
        }
    }

    private static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray());
}
