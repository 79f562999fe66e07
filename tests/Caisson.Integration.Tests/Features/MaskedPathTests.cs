using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.Features;

/// <summary>maskedPaths, readonlyPaths, a read-only root and sysctl: what of the kernel a container sees and changes.</summary>
public sealed class MaskedPathTests : IntegrationTest
{
    [Fact]
    public void Masked_File_IsEmpty() =>
        Assert.Equal("0", RunScript("wc -c < /proc/timer_list").Succeeded().Text);

    [Fact]
    public void Masked_Folder_IsEmptyAndReadOnly()
    {
        CommandResult result = RunScript("ls /etc/hidden | wc -l; touch /etc/hidden/x", c =>
        {
            c.Linux()["maskedPaths"] = ConfigEdits.Strings("/etc/hidden", "/does/not/exist");
            c.AddBind(SecretFolder(), "/etc/hidden");
        });

        Assert.Equal("0", result.Failed().Text);
        Assert.Contains("Read-only", result.Error);
    }

    [Fact]
    public void Masked_Path_IsMaskedForExecToo()
    {
        Container container = New(new Bundle().WithLongLife());
        container.CreateAndStart();

        Assert.Equal("0", container.ExecScript("wc -c < /proc/timer_list").Succeeded().Text);
    }

    [Fact]
    public void Masked_Path_CannotBeUncoveredWithoutCapability() =>
        RunScript("umount /proc/timer_list").Failed();

    [Fact]
    public void Readonly_Path_RefusesWrites()
    {
        CommandResult result = RunScript("cat /proc/sys/kernel/ostype; echo 0 > /proc/sys/net/ipv4/ip_forward");

        Assert.Equal("Linux", result.Failed().Text);
        Assert.Contains("Read-only", result.Error);
    }

    [Fact]
    public void Readonly_MissingPath_IsNoError() =>
        RunScript("true", c => c.Linux()["readonlyPaths"] = ConfigEdits.Strings("/does/not/exist")).Succeeded();

    [Fact]
    public void Root_ReadOnly_RefusesWritesButInMounts()
    {
        CommandResult result = RunScript("touch /dev/shm/x && echo shm; touch /x", c => c["root"]!["readonly"] = true);

        Assert.Equal("shm", result.Failed().Text);
        Assert.Contains("Read-only", result.Error);
    }

    [Fact]
    public void Root_Writable_KeepsWhatIsWritten()
    {
        Container container = New(new Bundle().WithScript("echo kept > /x"));

        container.Run().Succeeded();

        Assert.Equal("kept\n", File.ReadAllText(container.Bundle.InRoot("/x")));
    }

    [Fact]
    public void Root_Parent_IsTheRoot() =>
        Assert.Equal("0", RunScript("[ $(stat -c %i /..) = $(stat -c %i /) ]; echo $?; ls /.. > /tmp/a; ls / > /tmp/b; cmp /tmp/a /tmp/b").Succeeded().Text);

    [Fact]
    public void Root_OfTheHost_IsNoMoreMounted() =>
        Assert.DoesNotContain("/etc/hostname", RunScript("find / -xdev -name 'Caisson*' ; cat /proc/self/mountinfo").Succeeded().Output);

    [Fact]
    public void Sysctl_OfANamespace_IsSet()
    {
        string name = "net.ipv4.ip_local_port_range";
        CommandResult result = RunScript("cat /proc/sys/net/ipv4/ip_local_port_range /proc/sys/kernel/shm_rmid_forced", c =>
            c.Linux()["sysctl"] = new JsonObject { [name] = "2000 3000", ["kernel.shm_rmid_forced"] = "1" });

        Assert.Equal(["2000\t3000", "1"], result.Succeeded().Lines);
        Assert.NotEqual("2000\t3000\n", File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range"));
    }

    [Fact]
    public void Sysctl_WithoutItsNamespace_IsRefused()
    {
        Container container = New(new Bundle());
        container.Bundle.With(c =>
        {
            c.RemoveNamespace("network");
            c.Linux()["sysctl"] = new JsonObject { ["net.ipv4.ip_forward"] = "1" };
        });

        ErrorLine.AssertOf(container, container.Create(), 1, "net.ipv4.ip_forward");
    }

    private static string SecretFolder()
    {
        string folder = TestRun.NewFolder();
        File.WriteAllText(Path.Combine(folder, "secret"), "x");
        return folder;
    }
}
