using DotNet.Testcontainers.Containers;

namespace Caisson.Testcontainers.Tests;

/// <summary>A container counts as started when what was asked for has come about.</summary>
public sealed class WaitStrategyTests(SharedEngine engine) : TestcontainersTest(engine)
{
    [Fact]
    public async Task Http_PublishedPort_Answers()
    {
        await using IContainer container = Container("sleep 1; " + Server)
            .WithPortBinding(80, assignRandomHostPort: true)
            .WithWaitStrategy(ContainerWait.ForUnixContainer().UntilHttpRequestIsSucceeded(r => r.ForPort(80).ForPath("/index.html")))
            .Build();

        await container.StartAsync(Token);

        using var client = new HttpClient();
        string text = await client.GetStringAsync(
            new Uri($"http://{container.Hostname}:{container.GetMappedPublicPort(80)}/index.html"), Token);
        Assert.Equal("served\n", text);
    }

    [Fact]
    public async Task InternalPort_WithoutPublishing_IsListenedOn()
    {
        await using IContainer container = Container("sleep 1; " + Server)
            .WithWaitStrategy(ContainerWait.ForUnixContainer().UntilInternalTcpPortIsAvailable(80))
            .Build();

        await container.StartAsync(Token);

        Assert.Equal(TestcontainersStates.Running, container.State);
    }

    [Fact]
    public async Task Message_InTheLog_IsSeen()
    {
        await using IContainer container = Container("sleep 0.5; echo still starting; sleep 0.5; echo ready to serve; exec sleep 1000")
            .WithWaitStrategy(ContainerWait.ForUnixContainer().UntilMessageIsLogged("ready to serve"))
            .Build();

        await container.StartAsync(Token);

        (string output, _) = await container.GetLogsAsync(ct: Token);
        Assert.Contains("ready to serve", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_InTheContainer_Succeeds()
    {
        await using IContainer container = Container("sleep 1; touch /ready; exec sleep 1000")
            .WithWaitStrategy(ContainerWait.ForUnixContainer().UntilCommandIsCompleted("test", "-e", "/ready"))
            .Build();

        await container.StartAsync(Token);

        Assert.Equal(0, (await container.ExecAsync(["test", "-e", "/ready"], Token)).ExitCode);
    }

    [Fact]
    public async Task Health_OfTheContainer_IsWaitedFor()
    {
        await using IContainer container = Container("sleep 1; touch /ready; exec sleep 1000")
            .WithCreateParameterModifier(p => p.Healthcheck = new Docker.DotNet.Models.HealthcheckConfig
            {
                Test = ["CMD", "test", "-e", "/ready"],
                Interval = TimeSpan.FromMilliseconds(300),
                Timeout = TimeSpan.FromSeconds(10),
            })
            .WithWaitStrategy(ContainerWait.ForUnixContainer().UntilContainerIsHealthy())
            .Build();

        await container.StartAsync(Token);

        Assert.Equal(TestcontainersHealthStatus.Healthy, container.Health);
    }

    [Fact]
    public async Task ExitCode_OfExitedContainer_IsTold()
    {
        await using IContainer container = Container("exit 23").Build();
        await container.StartAsync(Token);

        Assert.Equal(23, await container.GetExitCodeAsync(Token));
    }
}
