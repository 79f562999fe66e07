using Docker.DotNet;
using Docker.DotNet.Models;

namespace Caisson.DockerDotNet.Tests;

/// <summary>Images: builds, names, archives, and a registry.</summary>
public sealed class ImageTests(SharedEngine engine) : ClientTest(engine)
{
    [Fact]
    public async Task Build_Dockerfile_MakesAnImageThatRuns()
    {
        var messages = new List<string>();
        await Client.Images.BuildImageFromDockerfileAsync(
            new ImageBuildParameters { Tags = ["dotnet/built:1"], BuildArgs = new Dictionary<string, string> { ["WHO"] = "mia" } },
            Archive(("Dockerfile", "FROM busybox\nARG WHO\nRUN echo hello $WHO > /hello\nLABEL made=here\n")),
            [],
            new Dictionary<string, string>(),
            new Observer<JSONMessage>(m => messages.Add(m.Stream + m.ErrorMessage)),
            Token);

        string text = string.Concat(messages);
        Assert.Contains("Step 1/4 : FROM busybox", text, StringComparison.Ordinal);
        Assert.Contains("Successfully tagged dotnet/built:1", text, StringComparison.Ordinal);
        string id = await RunAsync("cat /hello", p => p.Image = "dotnet/built:1");
        await Client.Containers.WaitContainerAsync(id, Token);
        ImageInspectResponse image = await Client.Images.InspectImageAsync("dotnet/built:1", Token);
        Assert.Equal("here", image.Config.Labels["made"]);
        Assert.Equal("hello mia", Engine.Docker("logs", id).Succeeded().Text);
        Engine.Docker("rm", "--force", id).Succeeded();
        await Client.Images.DeleteImageAsync("dotnet/built:1", new ImageDeleteParameters(), Token);
    }

    [Fact]
    public async Task Build_FailingStep_IsReported()
    {
        var errors = new List<string>();
        await Client.Images.BuildImageFromDockerfileAsync(
            new ImageBuildParameters(),
            Archive(("Dockerfile", "FROM busybox\nRUN exit 7\n")),
            [],
            new Dictionary<string, string>(),
            new Observer<JSONMessage>(m => errors.Add(m.ErrorMessage ?? "")),
            Token);

        Assert.Contains(errors, e => e.Contains("returned a non-zero code: 7", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tag_ListHistoryAndDelete_FollowTheName()
    {
        await Client.Images.TagImageAsync("busybox", new ImageTagParameters { RepositoryName = "dotnet/tagged", Tag = "2" }, Token);

        IList<ImagesListResponse> listed = await Client.Images.ListImagesAsync(new ImagesListParameters(), Token);
        IList<ImageHistoryResponse> history = await Client.Images.GetImageHistoryAsync("dotnet/tagged:2", Token);
        IList<IDictionary<string, string>> deleted = await Client.Images.DeleteImageAsync("dotnet/tagged:2", new ImageDeleteParameters(), Token);

        Assert.Contains(listed, i => i.RepoTags is not null && i.RepoTags.Contains("dotnet/tagged:2"));
        Assert.Single(history);
        Assert.Equal("dotnet/tagged:2", deleted.Single()["Untagged"]);
        await Assert.ThrowsAsync<DockerImageNotFoundException>(() => Client.Images.InspectImageAsync("dotnet/tagged:2", Token));
    }

    [Fact]
    public async Task Save_AndLoad_GivesTheSameImage()
    {
        string before = (await Client.Images.InspectImageAsync("busybox", Token)).ID;
        using var saved = new MemoryStream();
        await using (Stream stream = await Client.Images.SaveImageAsync("busybox", Token))
        {
            await stream.CopyToAsync(saved, Token);
        }

        saved.Position = 0;
        var messages = new List<string>();
        await Client.Images.LoadImageAsync(
            new ImageLoadParameters { Quiet = true }, saved, new Observer<JSONMessage>(m => messages.Add(m.Stream ?? "")), Token);

        Assert.Contains("Loaded image: busybox:latest", string.Concat(messages), StringComparison.Ordinal);
        Assert.Equal(before, (await Client.Images.InspectImageAsync("busybox", Token)).ID);
    }

    [Fact]
    public async Task Push_AndPull_GoThroughARegistry()
    {
        const string Name = "127.0.0.1:5000/dotnet/pushed";
        using var registry = new NetworkRegistry(Engine.Network, 5000, hasPasswords: false);
        await Client.Images.TagImageAsync("busybox", new ImageTagParameters { RepositoryName = Name, Tag = "1" }, Token);
        var errors = new List<string>();
        var progress = new Observer<JSONMessage>(m => errors.Add(m.ErrorMessage ?? ""));

        await Client.Images.PushImageAsync(Name, new ImagePushParameters { Tag = "1" }, new AuthConfig(), progress, Token);
        await Client.Images.DeleteImageAsync(Name + ":1", new ImageDeleteParameters(), Token);
        await Client.Images.CreateImageAsync(new ImagesCreateParameters { FromImage = Name, Tag = "1" }, new AuthConfig(), progress, Token);

        Assert.Equal(
            (await Client.Images.InspectImageAsync("busybox", Token)).ID, (await Client.Images.InspectImageAsync(Name + ":1", Token)).ID);
        Assert.All(errors, e => Assert.Equal("", e));
        await Client.Images.DeleteImageAsync(Name + ":1", new ImageDeleteParameters(), Token);
    }

    [Fact]
    public async Task Commit_OfAContainer_IsAnImageWithItsChanges()
    {
        string id = await RunAsync("echo committed > /note");
        await Client.Containers.WaitContainerAsync(id, Token);

        CommitContainerChangesResponse made = await Client.Images.CommitContainerChangesAsync(
            new CommitContainerChangesParameters { ContainerID = id, RepositoryName = "dotnet/committed", Tag = "1", Comment = "by test" }, Token);

        Assert.Equal(made.ID, (await Client.Images.InspectImageAsync("dotnet/committed:1", Token)).ID);
        Assert.Equal("committed", Engine.Docker("run", "--rm", "dotnet/committed:1", "cat", "/note").Succeeded().Text);
        await Client.Images.DeleteImageAsync("dotnet/committed:1", new ImageDeleteParameters(), Token);
    }
}
