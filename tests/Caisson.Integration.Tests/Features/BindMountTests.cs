namespace Caisson.Integration.Tests.Features;

/// <summary>Bind mounts: recursive or not, read-only or not, all the way down or not.</summary>
public sealed class BindMountTests : IntegrationTest
{
    [Fact]
    public void Bind_Folder_ShowsTheHostsFiles()
    {
        string source = TestRun.NewFolder();
        File.WriteAllText(Path.Combine(source, "file"), "from the host");

        CommandResult result = RunScript("cat /mnt/file; echo from inside > /mnt/new", c => c.AddBind(source, "/mnt"));

        Assert.Equal("from the host", result.Succeeded().Text);
        Assert.Equal("from inside\n", File.ReadAllText(Path.Combine(source, "new")));
    }

    [Fact]
    public void Bind_File_CoversAFile()
    {
        string source = Path.Combine(Folder, "file");
        File.WriteAllText(source, "other\n");

        Assert.Equal("other", RunScript("cat /etc/passwd", c => c.AddBind(source, "/etc/passwd", "ro")).Succeeded().Text);
    }

    [Fact]
    public void Bind_FileToNewPath_MakesIt()
    {
        string source = Path.Combine(Folder, "file");
        File.WriteAllText(source, "content");

        Assert.Equal("content", RunScript("cat /new/dir/file", c => c.AddBind(source, "/new/dir/file")).Succeeded().Text);
    }

    [Fact]
    public void Bind_RelativeSource_IsOfTheBundle()
    {
        Container container = New(new Bundle().WithScript("cat /mnt/file").With(c => c.AddBind("data", "/mnt")));
        Directory.CreateDirectory(Path.Combine(container.Bundle.Folder, "data"));
        File.WriteAllText(Path.Combine(container.Bundle.Folder, "data", "file"), "relative");

        Assert.Equal("relative", container.Run().Succeeded().Text);
    }

    [Fact]
    public void Bind_ReadOnly_RefusesWritesInsideAlone()
    {
        string source = TestRun.NewFolder();

        Assert.Contains("Read-only", RunScript("touch /mnt/x", c => c.AddBind(source, "/mnt", "ro")).Failed().Error);
        File.WriteAllText(Path.Combine(source, "x"), "the host may");
    }

    [Fact]
    public void Bind_FlagsOfTheSource_AreKept()
    {
        Assert.SkipWhen(OciRuntime.SubjectIsReference, "the reference fails here");

        // A user namespace may not clear them, and nobody should without being asked to.
        using var source = new HostMount();
        Command.Run("mount", "-o", "remount,bind,nosuid,nodev,noexec", source.Path).Succeeded();

        string options = RunScript("grep ' /mnt ' /proc/self/mountinfo", c =>
        {
            c.SetUserNamespace();
            c.AddBind(source.Path, "/mnt", "ro");
        }).Succeeded().Text.Split(' ')[5];

        Assert.Superset(new HashSet<string> { "ro", "nosuid", "nodev", "noexec" }, options.Split(',').ToHashSet());
    }

    [Fact]
    public void Bind_NotRecursive_LeavesMountsBelowOut()
    {
        using var source = new HostMount();

        Assert.Equal("upper", RunScript("cat /mnt/upper /mnt/sub/lower 2>/dev/null; true", c => c.AddBind(source.Path, "/mnt")).Succeeded().Text);
    }

    [Fact]
    public void Rbind_Recursive_TakesMountsBelowAlong()
    {
        using var source = new HostMount();

        CommandResult result = RunScript("cat /mnt/upper /mnt/sub/lower", c => c.AddMount("/mnt", "bind", source.Path, "rbind"));

        Assert.Equal("upperlower", result.Succeeded().Text);
    }

    [Fact]
    public void Rbind_ReadOnly_LeavesMountsBelowWritable()
    {
        using var source = new HostMount();

        CommandResult result = RunScript(
            "touch /mnt/x 2>/dev/null && exit 1; touch /mnt/sub/x", c => c.AddMount("/mnt", "bind", source.Path, "rbind", "ro"));

        result.Succeeded();
    }

    [Theory]
    [InlineData("rro", "ro", "touch /mnt/sub/x")]
    [InlineData("rnoexec", "noexec", "cp /bin/busybox /mnt/sub/true; /mnt/sub/true")]
    [InlineData("rnosuid", "nosuid", "false")]
    [InlineData("rnodev", "nodev", "mknod /mnt/sub/null c 1 3; cat /mnt/sub/null")]
    public void Rbind_RecursiveFlag_ReachesMountsBelow(string option, string shown, string refused)
    {
        using var source = new HostMount();

        CommandResult result = RunScript(
            $"grep ' /mnt/sub ' /proc/self/mountinfo; {refused} 2>/dev/null && exit 1; exit 0",
            c => c.AddMount("/mnt", "bind", source.Path, "rbind", option));

        Assert.Contains(shown, result.Succeeded().Text.Split(' ')[5].Split(','));
    }
}
