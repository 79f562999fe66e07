using System.Globalization;
using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.Features;

/// <summary>The runtime started by an ordinary user, who has no capability on the host.</summary>
[HostLayout]
public sealed class RootlessTests : IntegrationTest
{
    private readonly OrdinaryUser _user;

    // Not in an initializer: that would make the user before the base class has found that the test cannot run.
    public RootlessTests() => _user = new OrdinaryUser();

    public override void Dispose()
    {
        base.Dispose();
        _user.Dispose();
    }

    [Fact]
    public void Rootless_OneMappedId_RunsAndDeletes()
    {
        Container container = RootlessContainer("id -u; cat /proc/self/uid_map; echo x > /tmp/file; hostname");

        CommandResult result = Call(container, "run", "--bundle", container.Bundle.Folder, container.Id).Succeeded();

        Assert.Equal(["0", $"0 {_user.Uid} 1", "box"], result.Lines.Select(Squeeze));
        Assert.Equal(_user.Uid, Command.Run("stat", "-c", "%u", container.Bundle.InRoot("/tmp/file")).Text);
        Assert.Equal("", Call(container, "list", "-q").Succeeded().Output);
    }

    [Fact]
    public void Rootless_Lifecycle_GoesThroughAllStates()
    {
        Container container = RootlessContainer("trap 'exit 0' TERM; sleep 1000 & wait");

        Call(container, "create", "--bundle", container.Bundle.Folder, container.Id).Succeeded();
        Call(container, "start", container.Id).Succeeded();
        Assert.Equal("inside", Call(container, "exec", container.Id, "echo", "inside").Succeeded().Text);
        Assert.Equal("running", (string?)Call(container, "state", container.Id).Json["status"]);
        Call(container, "kill", container.Id, "KILL").Succeeded();
        Wait.Until(() => (string?)Call(container, "state", container.Id).Json["status"] == "stopped", "stopped");
        Call(container, "delete", container.Id).Succeeded();
    }

    [Fact]
    public void Rootless_SubordinateIds_AreMappedThroughNewuidmap()
    {
        Executables.Require("newuidmap", "uidmap");
        string first = _user.FirstSubordinateId ?? Skip("useradd gives no subordinate ids here");
        Container container = RootlessContainer("cat /proc/self/uid_map; touch /tmp/file; chown 5:5 /tmp/file; stat -c %u /tmp/file");
        foreach ((string field, string own) in new[] { ("uidMappings", _user.Uid), ("gidMappings", _user.Gid) })
        {
            container.Bundle.Config.Linux()[field] = new JsonArray(Mapping(0, own, 1), Mapping(1, first, 65536));
        }

        container.Bundle.Config.AddCapabilities("CAP_CHOWN");
        container.Bundle.Save();

        CommandResult result = Call(container, "run", "--bundle", container.Bundle.Folder, container.Id).Succeeded();

        Assert.Equal([$"0 {_user.Uid} 1", $"1 {first} 65536", "5"], result.Lines.Select(Squeeze));
    }

    [Fact]
    public void Rootless_NoUserNamespace_FailsInOneLine()
    {
        Container container = RootlessContainer("true");
        container.Bundle.Config.RemoveNamespace("user");
        container.Bundle.Config.Linux().Remove("uidMappings");
        container.Bundle.Config.Linux().Remove("gidMappings");
        container.Bundle.Save();

        ErrorLine.AssertOf(container, Call(container, "run", "--bundle", container.Bundle.Folder, container.Id), 1, "user");
    }

    [Fact]
    public void Rootless_NoState_IsKeptBelowTheUsersRuntimeFolder()
    {
        Container container = RootlessContainer("true");

        _user.Run(Folder, container.Runtime.Path, "create", "--bundle", container.Bundle.Folder, container.Id).Succeeded();

        Assert.Contains(
            Directory.EnumerateFileSystemEntries(Folder, "*", SearchOption.AllDirectories),
            f => Path.GetFileName(f) == container.Id);
        _user.Run(Folder, container.Runtime.Path, "delete", "--force", container.Id).Succeeded();
    }

    private static string Skip(string reason)
    {
        Assert.Skip(reason);
        return "";
    }

    private static JsonObject Mapping(int containerId, string hostId, int size) => new()
    {
        ["containerID"] = containerId,
        ["hostID"] = int.Parse(hostId, CultureInfo.InvariantCulture),
        ["size"] = size,
    };

    private static string Squeeze(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private CommandResult Call(Container container, params string[] arguments) =>
        _user.Run(Folder, [container.Runtime.Path, "--root", container.StateRoot, .. arguments]);

    private Container RootlessContainer(string script)
    {
        Container container = New(new Bundle().WithScript(script));
        container.Bundle.With(c =>
        {
            c.SetNamespace("user");
            c.Linux().Remove("resources");
            c.Linux()["uidMappings"] = new JsonArray(Mapping(0, _user.Uid, 1));
            c.Linux()["gidMappings"] = new JsonArray(Mapping(0, _user.Gid, 1));
        });
        container.Bundle.Save();
        _user.Own(container.Bundle.Folder);
        _user.Own(Folder);
        return container;
    }
}
