using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Caisson.DockerDotNet.Tests;

/// <summary>What every class of tests starts from: the engine and a client of it. What a test makes carries its own name.</summary>
[Collection(TheEngine.Name)]
public abstract class ClientTest : IDisposable
{
    private readonly List<string> _containers = [];

    /// <summary>Connects.</summary>
    /// <param name="engine">The engine.</param>
    protected ClientTest(SharedEngine engine)
    {
        Engine = engine.Engine;
        using var configuration = new DockerClientConfiguration(new Uri("unix://" + Engine.Socket));
        Client = configuration.CreateClient();
    }

    /// <summary>The engine.</summary>
    protected EngineUnderTest Engine { get; }

    /// <summary>Its client.</summary>
    protected DockerClient Client { get; }

    /// <summary>Ends a call that does not come back.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_containers.Count > 0)
        {
            Engine.Docker(["rm", "--force", "--volumes", .. _containers]);
        }

        Client.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a container of busybox, which is removed after the test.</summary>
    /// <param name="script">What its shell runs.</param>
    /// <param name="change">Changes what is asked for.</param>
    /// <returns>Its id.</returns>
    protected async Task<string> CreateAsync(string script, Action<CreateContainerParameters>? change = null)
    {
        var parameters = new CreateContainerParameters
        {
            Image = EngineUnderTest.Image,
            Cmd = ["sh", "-c", script],
            HostConfig = new HostConfig(),
        };
        change?.Invoke(parameters);
        CreateContainerResponse made = await Client.Containers.CreateContainerAsync(parameters, Token);
        _containers.Add(made.ID);
        return made.ID;
    }

    /// <summary>As <see cref="CreateAsync"/>, and starts it.</summary>
    /// <param name="script">What its shell runs.</param>
    /// <param name="change">Changes what is asked for.</param>
    protected async Task<string> RunAsync(string script, Action<CreateContainerParameters>? change = null)
    {
        string id = await CreateAsync(script, change);
        Assert.True(await Client.Containers.StartContainerAsync(id, new ContainerStartParameters(), Token));
        return id;
    }

    /// <summary>Runs a command in a container.</summary>
    /// <param name="id">The container.</param>
    /// <param name="command">The command and its arguments.</param>
    /// <returns>What it wrote to both streams, and its exit code.</returns>
    protected async Task<(string Output, string Error, long ExitCode)> ExecAsync(string id, params string[] command)
    {
        ContainerExecCreateResponse exec = await Client.Exec.ExecCreateContainerAsync(
            id, new ContainerExecCreateParameters { AttachStdout = true, AttachStderr = true, Cmd = command }, Token);
        using MultiplexedStream stream = await Client.Exec.StartAndAttachContainerExecAsync(exec.ID, tty: false, Token);
        (string output, string error) = await stream.ReadOutputToEndAsync(Token);
        ContainerExecInspectResponse result = await Client.Exec.InspectContainerExecAsync(exec.ID, Token);
        Assert.False(result.Running);
        return (output, error, result.ExitCode);
    }

    /// <summary>A tar archive.</summary>
    /// <param name="files">Names and contents.</param>
    protected static MemoryStream Archive(params (string Name, string Content)[] files)
    {
        var stream = new MemoryStream();
        using (var writer = new System.Formats.Tar.TarWriter(stream, System.Formats.Tar.TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach ((string name, string content) in files)
            {
                writer.WriteEntry(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, name)
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
                });
            }
        }

        stream.Position = 0;
        return stream;
    }
}
