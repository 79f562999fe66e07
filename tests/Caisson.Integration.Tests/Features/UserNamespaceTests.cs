using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.Features;

/// <summary>User namespaces: root inside, nobody outside.</summary>
public sealed class UserNamespaceTests : IntegrationTest
{
    [Fact]
    public void User_Mappings_AreThoseOfTheConfiguration()
    {
        CommandResult result = RunScript("cat /proc/self/uid_map /proc/self/gid_map; id -u", c =>
        {
            c.SetUserNamespace();
            c.Linux()["gidMappings"] = ConfigEdits.Parse("""[{"containerID":0,"hostID":200000,"size":10},{"containerID":10,"hostID":300000,"size":5}]""");
        });

        Assert.Equal(
            ["0 100000 65536", "0 200000 10", "10 300000 5", "0"],
            result.Succeeded().Lines.Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    [Fact]
    public void User_RootInside_IsAnOrdinaryUserOutside()
    {
        Container container = New(new Bundle().WithLongLife().With(c => c.SetUserNamespace()));
        container.CreateAndStart();

        Assert.Contains("Uid:\t100000\t100000\t100000\t100000", File.ReadAllText(container.Proc("status")));
        Assert.Equal("0", container.Exec("id", "-u").Succeeded().Text);
    }

    [Fact]
    public void User_FileWritten_BelongsToTheMappedUser()
    {
        Container container = New(new Bundle().WithScript("echo x > /tmp/file; chown 7:7 /tmp/file").With(c => c.SetUserNamespace()));
        Command.Run("chown", "-R", "100000:100000", container.Bundle.Root).Succeeded();

        container.Run().Succeeded();

        Assert.Equal("100007 100007", Command.Run("stat", "-c", "%u %g", container.Bundle.InRoot("/tmp/file")).Text);
    }

    [Fact]
    public void User_DefaultDevices_Work() =>
        Assert.Equal(
            "1",
            RunScript("echo x > /dev/null; head -c 1 /dev/zero | wc -c", c => c.SetUserNamespace()).Succeeded().Text);

    [Theory, HostLayout]
    [InlineData("rw", true)]
    [InlineData("ro", false)]
    public void User_CgroupVersion2_IsOwnedWhereItIsMountedWritable(string option, bool owned)
    {
        Assert.SkipWhen(CgroupFiles.IsVersion1("pids"), "version 1: delegation is not safe there");
        Container container = New(new Bundle().WithLongLife().With(c =>
        {
            c.SetUserNamespace();
            c.Resources()["pids"] = ConfigEdits.Parse("""{"limit":50}""");
            c.RemoveMount("/sys/fs/cgroup");
            c.AddMount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", option);
        }));
        container.CreateAndStart();
        string folder = CgroupFiles.Folder(container.Pid, "pids");
        const string HandDown = """
            cd /sys/fs/cgroup && mkdir own && for p in $(cat cgroup.procs); do echo $p > own/cgroup.procs; done 2>/dev/null
            echo +pids > cgroup.subtree_control && mkdir below && cat below/pids.max
            """;

        CommandResult result = container.ExecScript(HandDown);

        Assert.Equal(owned ? 0 : 1, result.ExitCode);
        Assert.Equal(owned ? "100000" : "0", Command.Run("stat", "-c", "%u", folder).Text);
        Assert.Equal("0", Command.Run("stat", "-c", "%u", folder + "/pids.max").Text);
        if (owned)
        {
            // Nobody can be put into a cgroup that hands controllers down: exec goes where the first process is.
            Assert.Equal("0::/own", container.Exec("cat", "/proc/self/cgroup").Succeeded().Text);
            Assert.NotEqual(0, container.ExecScript("echo max > /sys/fs/cgroup/pids.max").ExitCode);
        }

        container.DeleteForce().Succeeded();
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void User_OtherNamespaces_BelongToIt()
    {
        // Setting the host name takes CAP_SYS_ADMIN in the user namespace that owns the UTS namespace.
        CommandResult result = RunScript("hostname changed && hostname", c =>
        {
            c.SetUserNamespace();
            c.AddCapabilities("CAP_SYS_ADMIN");
        });

        Assert.Equal("changed", result.Succeeded().Text);
    }

    [Fact]
    public void User_Sysctl_Applies() =>
        Assert.Equal("1", RunScript("cat /proc/sys/net/ipv4/ip_forward", c =>
        {
            c.SetUserNamespace();
            c.Linux()["sysctl"] = new JsonObject { ["net.ipv4.ip_forward"] = "1" };
        }).Succeeded().Text);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void User_ByPath_IsJoinedByAnotherContainer(bool mappingsGivenToo)
    {
        Assert.SkipWhen(OciRuntime.SubjectIsReference && !mappingsGivenToo, "the reference asks for the mappings");
        Container first = New(new Bundle().WithLongLife().With(c => c.SetUserNamespace()));
        first.CreateAndStart();

        CommandResult second = RunScript("readlink /proc/self/ns/user; id -u", c =>
        {
            c.SetUserNamespace();
            c.SetNamespace("user", first.Proc("ns/user"));
            if (!mappingsGivenToo)
            {
                c.Linux().Remove("uidMappings");
                c.Linux().Remove("gidMappings");
            }
        });

        Assert.Equal([new FileInfo(first.Proc("ns/user")).LinkTarget!, "0"], second.Succeeded().Lines);
    }

    [Fact]
    public void User_Exec_JoinsWithTheMappedIds()
    {
        Container container = New(new Bundle().WithLongLife().With(c => c.SetUserNamespace()));
        container.CreateAndStart();

        CommandResult result = container.Exec("--user=1000:1000", "sh", "-c", "id -u; id -g; readlink /proc/self/ns/user");

        Assert.Equal(["1000", "1000", new FileInfo(container.Proc("ns/user")).LinkTarget!], result.Succeeded().Lines);
    }
}
