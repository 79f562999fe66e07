using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.Lifecycle;

namespace Caisson.Runtime.Tests.Lifecycle;

public class ExecRequestTests
{
    private static readonly ContainerProcess Own = new()
    {
        Args = ["init"],
        Cwd = "/w",
        Env = ["A=1"],
        Terminal = true,
        User = new ProcessUser { Uid = 5, Gid = 6, AdditionalGids = [7] },
        Capabilities = new CapabilitySets { Bounding = ["CAP_KILL"], Inheritable = [] },
    };

    [Fact]
    public void Describe_CommandAlone_RunsAsTheContainersOwnWithoutItsTerminal()
    {
        ContainerProcess process = new ExecRequest { Id = "x", Args = ["id"] }.Describe(Own);
        Assert.Equal(["id"], process.Args!);
        Assert.Equal("/w", process.Cwd);
        Assert.Equal(5u, process.User.Uid);
        Assert.Equal(6u, process.User.Gid);
        Assert.False(process.Terminal);
    }

    [Fact]
    public void Describe_UserWithoutGroup_KeepsTheContainersGroup()
    {
        ContainerProcess process = new ExecRequest { Id = "x", Args = ["id"], Uid = 9 }.Describe(Own);
        Assert.Equal(9u, process.User.Uid);
        Assert.Equal(6u, process.User.Gid);
    }

    [Fact]
    public void Describe_MoreCapabilities_AreNeverInheritable()
    {
        ContainerProcess process = new ExecRequest { Id = "x", Args = ["id"], Capabilities = ["CAP_SYS_ADMIN"] }.Describe(Own);
        Assert.Equal(["CAP_KILL", "CAP_SYS_ADMIN"], process.Capabilities!.Bounding!);
        Assert.Equal(["CAP_SYS_ADMIN"], process.Capabilities.Permitted!);
        Assert.Empty(process.Capabilities.Inheritable!);
        Assert.Null(process.Capabilities.Ambient);
    }

    [Fact]
    public void Describe_WholeProcess_IsTakenAsItIs()
    {
        var whole = new ContainerProcess { Args = ["x"], Cwd = "/" };
        Assert.Same(whole, new ExecRequest { Id = "x", Process = whole, Cwd = "/other" }.Describe(Own));
    }
}
