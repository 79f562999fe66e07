using Caisson.Integration.Tests.Images.Support;

namespace Caisson.Integration.Tests.Images.Hostile;

/// <summary>Build contexts, Dockerfiles and base images that try to reach the host, built by the executable.</summary>
public sealed class HostileContextTests : HostileTest
{
    private const string Name = "tests/hostile:1";

    private readonly string _context;

    public HostileContextTests()
    {
        _context = InFolder("context");
        Directory.CreateDirectory(_context);
        File.WriteAllText(Path.Combine(_context, "file"), "croaks");
    }

    [Theory]
    [InlineData("COPY ../canary/canary /")]
    [InlineData("COPY a/../../canary/canary /")]
    [InlineData("ADD ../canary /")]
    public void Build_SourceAboveTheContext_IsRefused(string instruction)
    {
        CommandResult built = Build($"FROM scratch\n{instruction}\n");

        CaissonCommand.AssertRefused(built, "canary");
        AssertNothingHappened();
    }

    [Fact]
    public void Build_LinkOfTheContextThatLeadsOutside_IsNotFollowed()
    {
        File.CreateSymbolicLink(Path.Combine(_context, "out"), CanaryFolder);

        CommandResult through = Build("FROM scratch\nCOPY out/canary /\n");
        CommandResult itself = Build("FROM scratch\nCOPY out /taken/\n");

        CaissonCommand.AssertRefused(through, "out");
        CaissonCommand.AssertRefused(itself, "out");
        AssertNothingHappened();
    }

    [Fact]
    public void Build_LinksInAFolderThatIsCopied_StayLinks()
    {
        Directory.CreateDirectory(Path.Combine(_context, "folder"));
        File.CreateSymbolicLink(Path.Combine(_context, "folder/out"), Canary);

        Build("FROM scratch\nCOPY folder /taken\n").Succeeded();

        string root = SavedImage.Read(Caisson.Save(Name)).Unpack();
        Assert.Equal(Canary, new FileInfo(Path.Combine(root, "taken/out")).LinkTarget);
    }

    [Fact]
    public void Build_DockerfileThatLeadsOutside_TellsNothingOfTheHost()
    {
        const string name = "Dockerfile";
        File.WriteAllText(Path.Combine(_context, "Dockerfile"), "FROM scratch\nCOPY file /\n");
        File.Delete(Path.Combine(_context, name));
        File.CreateSymbolicLink(Path.Combine(_context, name), Canary);

        CommandResult built = Caisson.Call("build", "--tag", Name, _context);

        CaissonCommand.AssertRefused(built, name);
        Assert.DoesNotContain("sings", built.Error, StringComparison.Ordinal);
        AssertNothingHappened();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Build_IgnoreFileThatLeadsOutside_IsRefused(bool isAbsolute)
    {
        string rules = Path.Combine(Folder, "rules");
        File.WriteAllText(rules, "file\n");
        File.CreateSymbolicLink(Path.Combine(_context, ".dockerignore"), isAbsolute ? rules : "../rules");

        CaissonCommand.AssertRefused(
            Build("FROM scratch\nCOPY . /\n"), ".dockerignore is a symbolic link to " + (isAbsolute ? rules : "../rules"));
        AssertNothingHappened();
    }

    [Fact]
    public void Build_IgnoreFileThatIsALinkInTheContext_Counts()
    {
        Directory.CreateDirectory(Path.Combine(_context, "settings"));
        File.WriteAllText(Path.Combine(_context, "settings/rules"), "file\n");
        File.CreateSymbolicLink(Path.Combine(_context, ".dockerignore"), "settings/rules");

        CaissonCommand.AssertRefused(Build("FROM scratch\nCOPY file /\n"), "excluded by .dockerignore");
        AssertNothingHappened();
    }

    [Theory]
    [InlineData("COPY file /out/canary")]
    [InlineData("COPY file /out/")]
    [InlineData("COPY file /up/canary")]
    [InlineData("ADD file /out/new/file")]
    [InlineData("WORKDIR /out/new\nCOPY file .")]
    [InlineData("ADD archive.tar /out")]
    public void Build_LinksOfTheBaseImage_LeadNowhereButIntoIt(string instruction)
    {
        using var layer = new LayerArchive();
        layer.Link("out", CanaryFolder).Link("up", Path.GetDirectoryName(WayUp)!);
        string archive = InFolder("base.tar");
        new HandmadeImage(layer.ToArray()).WriteDockerArchive(archive, "tests/links:1");
        Caisson.Load(archive).Succeeded();
        using var added = new LayerArchive();
        File.WriteAllBytes(Path.Combine(_context, "archive.tar"), added.File("out/canary", "croaks").File("canary", "croaks").ToArray());

        Build($"FROM tests/links:1\n{instruction}\n").Succeeded();

        AssertCanarySings();
    }

    [Theory]
    [InlineData("")]
    [InlineData("COPY file /out/file\n")]
    public void Build_ArchiveThroughALinkOfTheBaseImage_LeadsNowhereButIntoIt(string before)
    {
        using var layer = new LayerArchive();
        layer.Link("out", CanaryFolder);
        string archive = InFolder("base.tar");
        new HandmadeImage(layer.ToArray()).WriteDockerArchive(archive, "tests/links:1");
        Caisson.Load(archive).Succeeded();
        using var added = new LayerArchive();
        File.WriteAllBytes(Path.Combine(_context, "archive.tar"), added.File("out/canary", "croaks").ToArray());

        CommandResult built = Build($"FROM tests/links:1\n{before}ADD archive.tar /\n");

        // As with dockerd, a link is followed where there is a folder behind it, in the image.
        AssertCanarySings();
        if (before.Length == 0)
        {
            CaissonCommand.AssertRefused(built, "out");
            return;
        }

        string root = SavedImage.Read(Caisson.Save(Name)).Unpack();
        Assert.Equal("croaks", File.ReadAllText(Path.Combine(root, Canary[1..])));
    }

    [Fact]
    public void Build_ArchiveThatLeadsOutside_EndsAtTheRoot()
    {
        using var steps = new LayerArchive();
        File.WriteAllBytes(Path.Combine(_context, "steps.tar"), steps.File(WayUp, "croaks").ToArray());
        using var link = new LayerArchive();
        File.WriteAllBytes(Path.Combine(_context, "link.tar"), link.HardLink("same", WayUp).File("same", "croaks").ToArray());

        CaissonCommand.AssertRefused(Build("FROM scratch\nADD link.tar /\n"), "canary");
        AssertNothingHappened();

        Build("FROM scratch\nADD steps.tar /\n").Succeeded();
        AssertCanarySings();
        string root = SavedImage.Read(Caisson.Save(Name)).Unpack();
        Assert.Equal("croaks", File.ReadAllText(Path.Combine(root, Canary[1..])));
    }

    [Fact]
    public void Build_ArchiveWithALinkThatALaterEntryGoesThrough_StaysInTheImage()
    {
        using var added = new LayerArchive();
        File.WriteAllBytes(
            Path.Combine(_context, "archive.tar"), added.Link("out", CanaryFolder).File("out/canary", "croaks").ToArray());

        Build("FROM scratch\nADD archive.tar /\n");

        AssertCanarySings();
    }

    [Theory]
    [InlineData("xz", "xz-utils")]
    [InlineData("bzip2", "bzip2")]
    public void Build_ArchiveWhoseProgramIsMissing_NamesItsPackage(string program, string package)
    {
        Executables.Require(program, package);
        using var added = new LayerArchive();
        string archive = Path.Combine(_context, "archive.tar");
        File.WriteAllBytes(archive, added.File("added", "x").ToArray());
        Command.Run(program, archive).Succeeded();
        File.WriteAllText(Path.Combine(_context, "Dockerfile"), "FROM scratch\nADD archive.tar.* /\n");

        CommandResult built = Command.Run(
            Caisson.Surroundings,
            "unshare", "--mount", "sh", "-c", "mount -t tmpfs none /usr/bin && exec \"$@\"", "sh",
            CaissonCommand.Path, "--root", Caisson.Root, "build", "--tag", Name, _context);

        CaissonCommand.AssertRefused(built, $"the program {program}, which is not installed; it is in Debian's package {package}");
        AssertNothingHappened();
    }

    [Theory]
    [InlineData("variables that double")]
    [InlineData("labels that double")]
    [InlineData("a line of megabytes")]
    [InlineData("thousands of stages")]
    [InlineData("no instruction")]
    [InlineData("an unknown instruction")]
    [InlineData("a stage that is made from itself")]
    [InlineData("bytes that are no text")]
    public void Build_HostileDockerfile_IsOneLine(string what)
    {
        string doubling = string.Concat(Enumerable.Repeat("ENV a=$a$a$a$a$a$a$a$a\n", 30));
        string text = what switch
        {
            "variables that double" => "FROM scratch\nENV a=aaaaaaaaaaaaaaaa\n" + doubling,
            "labels that double" => "FROM scratch\nARG a=aaaaaaaaaaaaaaaa\n" + doubling.Replace("ENV", "ARG", StringComparison.Ordinal) + "LABEL a=$a\n",
            "a line of megabytes" => "FROM scratch\nENV a=" + new string('a', 32 << 20) + "\n",
            "thousands of stages" => string.Concat(Enumerable.Repeat("FROM scratch\nCOPY file /\n", 100_000)),
            "no instruction" => "# nothing\n",
            "an unknown instruction" => "FROM scratch\nCOPPY file /\n",
            "a stage that is made from itself" => "FROM scratch AS one\nCOPY --from=one file /\n",
            _ => "FROM scratch\nRUN \u0000\u0001\n",
        };

        CaissonCommand.AssertRefused(Build(text), "");

        AssertNothingHappened();
    }

    private CommandResult Build(string dockerfile)
    {
        File.WriteAllText(Path.Combine(_context, "Dockerfile"), dockerfile);
        return Caisson.Call("build", "--network", "none", "--tag", Name, _context);
    }
}
