using Caisson.Engine.Containers;
using Caisson.Engine.Containers.Lifecycle;
using Caisson.Engine.Settings;
using Caisson.Engine.Tests.Containers.Support;

namespace Caisson.Engine.Tests.Containers;

/// <summary>Names of containers, and of containers in the settings of others.</summary>
public sealed class NamingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("two", EngineErrorKind.Conflict, "Error when allocating new name: Conflict. The container name \"/two\" is already in use by container ")]
    [InlineData("a b", EngineErrorKind.InvalidParameter, "Error when allocating new name: Invalid container name (/a b), only ")]
    public async Task Rename_NameThatCannotBe_SaysSoAsDockerdDoes(string name, EngineErrorKind kind, string beginning)
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        await engine.CreateAsync("one");
        await engine.CreateAsync("two");

        EngineException e = await Assert.ThrowsAsync<EngineException>(() => engine.Containers.RenameAsync("one", name, Cancellation));

        Assert.Equal(kind, e.Kind);
        Assert.StartsWith(beginning, e.Message, StringComparison.Ordinal);
    }

    // Clients take "not found" for the image's, and pull.
    [Fact]
    public async Task Create_SettingsNameNoContainer_IsInvalidAndNotNotFound()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        HostSettings[] all =
        [
            new() { NetworkMode = "container:none" },
            new() { PidMode = "container:none" },
            new() { VolumesFrom = ["none"] },
        ];
        foreach (HostSettings host in all)
        {
            EngineException e = await Assert.ThrowsAsync<EngineException>(() => engine.CreateAsync("one", host));

            Assert.Equal((EngineErrorKind.InvalidParameter, "No such container: none"), (e.Kind, e.Message));
        }
    }

    [Fact]
    public async Task Create_LittleSaid_ShowsItAsDockerdDoes()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();

        Container container = await engine.CreateAsync("one", new HostSettings { PidsLimit = 0, Binds = ["vol:/vol"] });

        Assert.Null(container.Record.Host.PidsLimit);
        Assert.Equal("z", Assert.Single(container.Record.Mounts).Mode);
    }

    [Fact]
    public async Task Remove_Link_TakesItOutOfTheSettings()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        await engine.CreateAsync("db");
        Container web = await engine.CreateAsync("web", new HostSettings { Links = ["db:store", "db"] });
        RemovalOptions link = new(Link: true);

        await engine.Containers.RemoveAsync("/web/store", link, Cancellation);

        Assert.Equal(["db"], web.Record.Host.Links!);
        Assert.Equal(EngineErrorKind.NotFound, await KindAsync("/web/store"));
        Assert.Equal(EngineErrorKind.Conflict, await KindAsync("web"));
        Assert.Equal(EngineErrorKind.System, await KindAsync("/none/store"));

        async Task<EngineErrorKind> KindAsync(string name) =>
            (await Assert.ThrowsAsync<EngineException>(() => engine.Containers.RemoveAsync(name, link, Cancellation))).Kind;
    }
}
