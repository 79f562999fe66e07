using Docker.DotNet;
using Docker.DotNet.Models;

namespace Caisson.DockerDotNet.Tests;

/// <summary>Containers from their creation to their removal.</summary>
public sealed class ContainerTests(SharedEngine engine) : ClientTest(engine)
{
    private static readonly ContainerKillParameters Killed = new() { Signal = "SIGKILL" };

    [Fact]
    public async Task Create_WithSettings_InspectShowsThem()
    {
        string id = await CreateAsync("true", p =>
        {
            p.Name = "settings";
            p.Hostname = "box";
            p.Env = ["A=b"];
            p.Labels = new Dictionary<string, string> { ["x"] = "y" };
            p.HostConfig.Memory = 64 << 20;
            p.HostConfig.NanoCPUs = 500_000_000;
            p.HostConfig.RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.OnFailure, MaximumRetryCount = 3 };
            p.HostConfig.PortBindings = new Dictionary<string, IList<PortBinding>> { ["80/tcp"] = [new PortBinding { HostPort = "8099" }] };
            p.ExposedPorts = new Dictionary<string, EmptyStruct> { ["80/tcp"] = default };
        });

        ContainerInspectResponse shown = await Client.Containers.InspectContainerAsync(id, Token);

        Assert.Equal("/settings", shown.Name);
        Assert.Equal("box", shown.Config.Hostname);
        Assert.Contains("A=b", shown.Config.Env);
        Assert.Equal("y", shown.Config.Labels["x"]);
        Assert.Equal(64 << 20, shown.HostConfig.Memory);
        Assert.Equal(500_000_000, shown.HostConfig.NanoCPUs);
        Assert.Equal(3, shown.HostConfig.RestartPolicy.MaximumRetryCount);
        Assert.Equal("8099", shown.HostConfig.PortBindings["80/tcp"][0].HostPort);
        Assert.Equal("created", shown.State.Status);
        Assert.True(shown.Created > DateTime.UnixEpoch);
    }

    [Fact]
    public async Task Wait_ContainerThatEnds_TellsItsExitCode()
    {
        string id = await RunAsync("exit 42");

        ContainerWaitResponse end = await Client.Containers.WaitContainerAsync(id, Token);

        Assert.Equal(42, end.StatusCode);
        ContainerInspectResponse shown = await Client.Containers.InspectContainerAsync(id, Token);
        Assert.Equal(42, shown.State.ExitCode);
        Assert.False(shown.State.Running);
    }

    [Fact]
    public async Task List_WithFilters_FindsOnlyWhatFits()
    {
        string id = await RunAsync("sleep 1000", p => p.Labels = new Dictionary<string, string> { ["list"] = "me" });
        await CreateAsync("true");

        IList<ContainerListResponse> found = await Client.Containers.ListContainersAsync(
            new ContainersListParameters
            {
                All = true,
                Filters = new Dictionary<string, IDictionary<string, bool>>
                {
                    ["label"] = new Dictionary<string, bool> { ["list=me"] = true },
                    ["status"] = new Dictionary<string, bool> { ["running"] = true },
                },
            },
            Token);

        ContainerListResponse only = Assert.Single(found);
        Assert.Equal(id, only.ID);
        Assert.Equal("running", only.State);
        Assert.StartsWith("Up ", only.Status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lifecycle_PauseRestartStopKillRename_ChangesState()
    {
        string id = await RunAsync("trap 'exit 3' TERM; echo ready; while :; do sleep 0.1; done");

        await Client.Containers.PauseContainerAsync(id, Token);
        Assert.True((await Client.Containers.InspectContainerAsync(id, Token)).State.Paused);
        await Client.Containers.UnpauseContainerAsync(id, Token);
        await Client.Containers.RenameContainerAsync(id, new ContainerRenameParameters { NewName = "renamed" }, Token);
        await Client.Containers.RestartContainerAsync("renamed", new ContainerRestartParameters { WaitBeforeKillSeconds = 5 }, Token);
        Assert.True((await Client.Containers.InspectContainerAsync(id, Token)).State.Running);
        // The first process of a namespace is sent no signal that it has no trap for.
        Wait.Until(() => Engine.Docker("logs", id).Output.EndsWith("ready\nready\n", StringComparison.Ordinal), "the trap is set again");
        Assert.True(await Client.Containers.StopContainerAsync(id, new ContainerStopParameters { WaitBeforeKillSeconds = 20 }, Token));
        Assert.Equal(3, (await Client.Containers.InspectContainerAsync(id, Token)).State.ExitCode);
        Assert.False(await Client.Containers.StopContainerAsync(id, new ContainerStopParameters(), Token));
        Assert.True(await Client.Containers.StartContainerAsync(id, new ContainerStartParameters(), Token));
        Assert.False(await Client.Containers.StartContainerAsync(id, new ContainerStartParameters(), Token));
        await Client.Containers.KillContainerAsync(id, Killed, Token);
        Assert.Equal(137, (await Client.Containers.WaitContainerAsync(id, Token)).StatusCode);
    }

    [Fact]
    public async Task Remove_Running_NeedsForce()
    {
        string id = await RunAsync("sleep 1000");

        await Assert.ThrowsAsync<DockerApiException>(
            () => Client.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters(), Token));
        await Client.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true }, Token);

        await Assert.ThrowsAsync<DockerContainerNotFoundException>(() => Client.Containers.InspectContainerAsync(id, Token));
    }

    [Fact]
    public async Task Create_UnknownImage_IsNotFound() =>
        await Assert.ThrowsAsync<DockerImageNotFoundException>(() => Client.Containers.CreateContainerAsync(
            new CreateContainerParameters { Image = "nothing:1" }, Token));

    [Fact]
    public async Task Create_TakenName_IsAConflict()
    {
        await CreateAsync("true", p => p.Name = "taken");

        DockerApiException e = await Assert.ThrowsAsync<DockerApiException>(() => CreateAsync("true", p => p.Name = "taken"));

        Assert.Equal(System.Net.HttpStatusCode.Conflict, e.StatusCode);
    }

    [Fact]
    public async Task Update_MemoryLimit_IsChanged()
    {
        string id = await RunAsync("sleep 1000");

        await Client.Containers.UpdateContainerAsync(
            id, new ContainerUpdateParameters { Memory = 32 << 20, MemorySwap = 64 << 20 }, Token);

        Assert.Equal(32 << 20, (await Client.Containers.InspectContainerAsync(id, Token)).HostConfig.Memory);
    }

    [Fact]
    public async Task Processes_OfRunningContainer_AreListed()
    {
        string id = await RunAsync("exec sleep 1000");

        ContainerProcessesResponse shown = await Client.Containers.ListProcessesAsync(id, new ContainerListProcessesParameters(), Token);

        Assert.Contains("PID", shown.Titles);
        Assert.Contains(shown.Processes, p => p[^1] == "sleep 1000");
    }

    [Fact]
    public async Task Stats_OneShot_HasMemoryAndProcesses()
    {
        string id = await RunAsync("exec sleep 1000");
        var seen = new TaskCompletionSource<ContainerStatsResponse>();

        await Client.Containers.GetContainerStatsAsync(
            id, new ContainerStatsParameters { Stream = false }, new Observer<ContainerStatsResponse>(s => seen.TrySetResult(s)), Token);

        ContainerStatsResponse stats = await seen.Task.WaitAsync(Token);
        Assert.True(stats.MemoryStats.Usage > 0);
        Assert.Equal(1u, stats.PidsStats.Current);
    }

    [Fact]
    public async Task Changes_OfAContainer_AreListed()
    {
        string id = await RunAsync("echo x > /added; rm /etc/group; echo y >> /etc/passwd");
        await Client.Containers.WaitContainerAsync(id, Token);

        IList<ContainerFileSystemChangeResponse> changes = await Client.Containers.InspectChangesAsync(id, Token);

        Assert.Contains(changes, c => c.Path == "/added" && c.Kind == FileSystemChangeKind.Add);
        Assert.Contains(changes, c => c.Path == "/etc/passwd" && c.Kind == FileSystemChangeKind.Modify);
        Assert.Contains(changes, c => c.Path == "/etc/group" && c.Kind == FileSystemChangeKind.Delete);
    }

    [Fact]
    public async Task Prune_StoppedContainers_AreGone()
    {
        string id = await CreateAsync("true", p => p.Labels = new Dictionary<string, string> { ["prune"] = "me" });

        ContainersPruneResponse pruned = await Client.Containers.PruneContainersAsync(
            new ContainersPruneParameters
            {
                Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { ["prune=me"] = true } },
            },
            Token);

        Assert.Equal([id], pruned.ContainersDeleted);
    }
}
