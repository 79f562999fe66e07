namespace Caisson.Integration.Tests.Features;

/// <summary>Whether mounts made later on one side of the wall show on the other.</summary>
public sealed class PropagationTests : IntegrationTest
{
    [Theory]
    [InlineData("rslave", true)]
    [InlineData("rshared", true)]
    [InlineData("rprivate", false)]
    public void Mount_MadeOnTheHostLater_ShowsInsideIf(string propagation, bool shows)
    {
        using var source = new HostMount("shared");
        Container container = New(new Bundle().WithLongLife());
        container.Bundle.With(c =>
        {
            c.Linux()["rootfsPropagation"] = "rslave";
            c.AddMount("/mnt", "bind", source.Path, "rbind", propagation);
        });
        container.CreateAndStart();

        HostMount.Mount(Path.Combine(source.Path, "later"));

        Assert.Equal(shows ? 0 : 1, container.Exec("grep", "-q", " /mnt/later ", "/proc/self/mountinfo").ExitCode);
    }

    [Theory]
    [InlineData("rshared", true)]
    [InlineData("rslave", false)]
    [InlineData("rprivate", false)]
    public void Mount_MadeInsideLater_ShowsOnTheHostIf(string propagation, bool shows)
    {
        using var source = new HostMount("shared");
        Container container = New(new Bundle().WithLongLife());
        container.Bundle.With(c =>
        {
            c.Linux()["rootfsPropagation"] = "shared";
            c.AddCapabilities("CAP_SYS_ADMIN");
            c.AddMount("/mnt", "bind", source.Path, "rbind", propagation);
        });
        container.CreateAndStart();

        container.ExecScript("mkdir /mnt/later && mount -t tmpfs none /mnt/later").Succeeded();

        Assert.Equal(shows ? 0 : 32, Command.Run("mountpoint", "-q", Path.Combine(source.Path, "later")).ExitCode);
    }

    [Theory]
    [InlineData("private", "")]
    [InlineData("shared", "shared:")]
    public void Root_Propagation_IsThatOfTheConfiguration(string propagation, string shown)
    {
        Assert.SkipWhen(OciRuntime.SubjectIsReference && shown.Length > 0, "the reference leaves it private");
        string line = RunScript("awk '$5 == \"/\"' /proc/self/mountinfo", c =>
            c.Linux()["rootfsPropagation"] = propagation).Succeeded().Lines[^1];

        string optional = string.Concat(line.Split(' ').Skip(6).TakeWhile(f => f != "-"));
        Assert.StartsWith(shown, optional);
        Assert.True(shown.Length > 0 || optional.Length == 0, $"the root is not private: {line}");
    }

    [Fact]
    public void Root_Default_TellsTheHostNothing()
    {
        Container container = New(new Bundle().WithLongLife().With(c => c.AddCapabilities("CAP_SYS_ADMIN")));
        container.CreateAndStart();

        container.ExecScript("mkdir /tmp/later && mount -t tmpfs none /tmp/later").Succeeded();

        Assert.DoesNotContain("/tmp/later", File.ReadAllText("/proc/self/mountinfo"));
    }
}
