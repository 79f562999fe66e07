using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;

namespace Caisson.Testcontainers.Tests;

/// <summary>What every class of tests starts from: builders that ask the engine under test.</summary>
[Collection(TheEngine.Name)]
public abstract class TestcontainersTest
{
    /// <summary>Serves the files of /www on port 80.</summary>
    protected const string Server = "mkdir -p /www; echo served > /www/index.html; exec httpd -f -v -p 80 -h /www";

    private readonly Uri _endpoint;

    /// <summary>Names the engine.</summary>
    /// <param name="engine">The engine.</param>
    protected TestcontainersTest(SharedEngine engine)
    {
        // Its image cannot be pulled here: tests remove what they make.
        TestcontainersSettings.ResourceReaperEnabled = false;
        Engine = engine.Engine;
        _endpoint = new Uri("unix://" + Engine.Socket);
    }

    /// <summary>The engine.</summary>
    protected EngineUnderTest Engine { get; }

    /// <summary>Ends a call that does not come back.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A container of busybox, which ends at once when it is stopped: the first process of a container takes no notice of SIGTERM.</summary>
    /// <param name="script">What its shell runs.</param>
    protected ContainerBuilder Container(string script) =>
        new ContainerBuilder(EngineUnderTest.Image).WithDockerEndpoint(_endpoint).WithCleanUp(false).WithCommand("sh", "-c", script)
            .WithCreateParameterModifier(p => p.StopSignal = "SIGKILL");

    /// <summary>A network.</summary>
    protected NetworkBuilder Network() => new NetworkBuilder().WithDockerEndpoint(_endpoint).WithCleanUp(false);

    /// <summary>A volume.</summary>
    protected VolumeBuilder Volume() => new VolumeBuilder().WithDockerEndpoint(_endpoint).WithCleanUp(false);

    /// <summary>An image.</summary>
    protected ImageFromDockerfileBuilder Build() => new ImageFromDockerfileBuilder().WithDockerEndpoint(_endpoint).WithCleanUp(false);
}
