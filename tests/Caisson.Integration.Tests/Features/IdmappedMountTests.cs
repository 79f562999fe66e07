namespace Caisson.Integration.Tests.Features;

/// <summary>Mounts on which the owners of files are translated; mount_setattr(2), MOUNT_ATTR_IDMAP.</summary>
public sealed class IdmappedMountTests : IntegrationTest
{
    private const string OneId = """[{"containerID":1000,"hostID":3000,"size":1}]""";
    private const string AllIds = """[{"containerID":0,"hostID":100000,"size":65536}]""";

    [Fact]
    public void Idmap_MappingsOfTheMount_TranslateOwners()
    {
        SkipReference();
        CommandResult result = RunScript("stat -c '%u %g' /mnt/file", c =>
        {
            c.AddBind(Source(1000), "/mnt", "idmap");
            c["mounts"]!.AsArray()[^1]!["uidMappings"] = ConfigEdits.Parse(OneId);
            c["mounts"]!.AsArray()[^1]!["gidMappings"] = ConfigEdits.Parse(OneId);
        });

        Assert.Equal("3000 3000", result.Succeeded().Text);
    }

    [Fact]
    public void Idmap_InUserNamespace_GivesRootsFilesToItsRoot()
    {
        SkipReference();
        string source = Source(0);
        CommandResult result = RunScript("stat -c '%u %g' /mnt/file; echo x > /mnt/new", c =>
        {
            c.SetUserNamespace();
            c.AddBind(source, "/mnt", "idmap");
            c["mounts"]!.AsArray()[^1]!["uidMappings"] = ConfigEdits.Parse(AllIds);
            c["mounts"]!.AsArray()[^1]!["gidMappings"] = ConfigEdits.Parse(AllIds);
        });

        Assert.Equal("0 0", result.Succeeded().Text);
        Assert.Equal("0 0", Command.Run("stat", "-c", "%u %g", Path.Combine(source, "new")).Text);
    }

    [Fact]
    public void Idmap_WithoutMappings_TakesTheContainers()
    {
        SkipReference();
        CommandResult result = RunScript("stat -c '%u %g' /mnt/file", c =>
        {
            c.SetUserNamespace();
            c.AddBind(Source(7), "/mnt", "idmap");
        });

        Assert.Equal("7 7", result.Succeeded().Text);
    }

    [Fact]
    public void Ridmap_MountsBelow_AreTranslatedToo()
    {
        SkipReference();
        using var source = new HostMount();
        Command.Run("chown", "1000:1000", Path.Combine(source.Path, "sub/lower")).Succeeded();
        CommandResult result = RunScript("stat -c '%u %g' /mnt/sub/lower", c =>
        {
            c.AddMount("/mnt", "bind", source.Path, "rbind", "ridmap");
            c["mounts"]!.AsArray()[^1]!["uidMappings"] = ConfigEdits.Parse(OneId);
            c["mounts"]!.AsArray()[^1]!["gidMappings"] = ConfigEdits.Parse(OneId);
        });

        Assert.Equal("3000 3000", result.Succeeded().Text);
    }

    [Fact]
    public void Idmap_NoMappingsAtAll_Fails()
    {
        SkipReference();
        Container container = New(new Bundle().With(c => c.AddBind(Source(0), "/mnt", "idmap")));

        ErrorLine.AssertOf(container, container.Create(), 1, "idmap");
    }

    private static void SkipReference() =>
        Assert.SkipWhen(OciRuntime.SubjectIsReference, "the reference has no idmapped mounts");

    private static string Source(int owner)
    {
        string folder = TestRun.NewFolder();
        File.WriteAllText(Path.Combine(folder, "file"), "x");
        Command.Run("chown", $"{owner}:{owner}", Path.Combine(folder, "file")).Succeeded();
        return folder;
    }
}
