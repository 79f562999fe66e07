using Caisson.Integration.Tests.Images.Support;

namespace Caisson.Integration.Tests.Images.Hostile;

/// <summary>Layers that unpack to much more than they seem, and registries that send nothing: limits that the user sets.</summary>
public sealed class LimitTests : HostileTest
{
    private const string Limit = "10m";
    private const string Name = "tests/bomb:1";
    private const int BombBytes = 64 << 20;

    // 64 MiB of zeros, in a few hundred bytes: a file, or what stands before the first entry.
    private static readonly byte[] Bomb = MakeBomb();

    private readonly string _archive;

    public LimitTests()
    {
        Assert.True(LayerArchive.Gzip(Bomb).Length < BombBytes / 100);
        _archive = InFolder("bomb.tar");
        new HandmadeImage(Bomb).WriteOciArchive(_archive, Name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_Bomb_IsRefused(bool byVariable)
    {
        AssertBombRefused(Call(byVariable, "load", "--input", _archive));
    }

    [Fact]
    public void Load_LayerThatIsTooLargeAsItComes_IsRefused()
    {
        string archive = InFolder("plain.tar");
        new HandmadeImage(Bomb).WriteDockerArchive(archive, Name);

        CommandResult result = Caisson.Call("load", "--max-layer-size", Limit, "--input", archive);

        CaissonCommand.AssertRefused(result, $"has {Bomb.Length} bytes, more than the 12189696 that are accepted; --max-layer-size");
        AssertNothingHappened();
    }

    [Theory]
    [InlineData("xz")]
    [InlineData("gzip")]
    public void Load_ArchiveThatIsABombItself_IsRefused(string program)
    {
        using var archive = new LayerArchive();
        string plain = InFolder("plain.tar");
        File.WriteAllBytes(plain, archive.File("junk", new string('j', BombBytes)).ToArray());
        Command.Run(program, "-f", plain).Succeeded();

        CommandResult result = Caisson.Call("load", "--max-layer-size", Limit, "--input", Assert.Single(Directory.GetFiles(Folder, "plain.tar.*")));

        CaissonCommand.AssertRefused(result, "more than the 12189696 that are accepted; --max-layer-size");
        AssertNothingHappened();
    }

    [Fact]
    public void Load_BombWithinTheLimit_IsLoaded()
    {
        Caisson.Call("load", "--max-layer-size", "65m", "--input", _archive).Succeeded();

        Caisson.Call("rmi", Name).Succeeded();
        AssertNothingHappened();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Import_Bomb_IsRefused(bool byVariable)
    {
        string root = InFolder("root.tar.gz");
        File.WriteAllBytes(root, LayerArchive.Gzip(Bomb));

        AssertBombRefused(Call(byVariable, "import", root, Name));
    }

    [Fact]
    public void Import_BombThatAProgramDecompresses_IsRefused()
    {
        string root = InFolder("root.tar");
        File.WriteAllBytes(root, Bomb);
        Command.Run("xz", "-0", root).Succeeded();

        AssertBombRefused(Call(false, "import", root + ".xz", Name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pull_Bomb_IsRefused(bool byVariable)
    {
        using var server = new LoopbackServer();
        server.ServeImage(new HandmadeImage(Bomb));

        AssertBombRefused(Call(byVariable, "pull", $"{server.Address}/image"));
    }

    [Theory]
    [InlineData(false, "gzip")]
    [InlineData(true, "gzip")]
    [InlineData(false, "xz")]
    [InlineData(false, "bzip2")]
    public void Build_AddOfABomb_IsRefused(bool byVariable, string program)
    {
        string context = Context("FROM scratch\nADD archive /\n");
        string tar = Path.Combine(context, "plain");
        File.WriteAllBytes(tar, Bomb);
        Command.Run("sh", "-c", $"{program} -c \"$1\" > \"$2\" && rm \"$1\"", "sh", tar, Path.Combine(context, "archive")).Succeeded();

        AssertBombRefused(Call(byVariable, "build", "--tag", Name, context));
    }

    [Fact]
    public void Build_BaseImageThatIsABomb_IsRefused()
    {
        using var server = new LoopbackServer();
        server.ServeImage(new HandmadeImage(Bomb));

        AssertBombRefused(Call(false, "build", "--tag", Name, Context($"FROM {server.Address}/image\n")));
    }

    [Theory]
    [InlineData("load", "--input", "x")]
    [InlineData("import", "x")]
    [InlineData("pull", "x")]
    [InlineData("build", ".")]
    public void Call_VariableThatIsNoSize_IsOneLine(params string[] arguments)
    {
        SetVariable("CAISSON_MAX_LAYER_SIZE", "plenty");

        CaissonCommand.AssertRefused(
            Caisson.Call(arguments), "invalid value \"plenty\" of CAISSON_MAX_LAYER_SIZE: it is no size such as 20g or 512m");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pull_RegistryThatStalls_IsBrokenOffInTime(bool byVariable)
    {
        using var server = new LoopbackServer();
        var image = HandmadeImage.WithOneFile(string.Concat(Enumerable.Range(0, 20_000)));
        server.ServeImage(image);
        server.Answers[LoopbackServer.BlobPath(image.Layers[0])] = r => r.StallAsync([], image.Layers[0][..1000], image.Layers[0].Length);
        if (byVariable)
        {
            SetVariable("CAISSON_STALL_TIMEOUT", "300ms");
        }

        // Five attempts with the pauses between them take eight seconds; with the default, two and a half minutes.
        Caisson.Surroundings = Caisson.Surroundings with { Timeout = TimeSpan.FromSeconds(60) };
        CommandResult pull = Caisson.Call(["pull", .. byVariable ? Array.Empty<string>() : ["--stall-timeout", "300ms"], $"{server.Address}/image"]);

        CaissonCommand.AssertRefused(pull, "0.3 s");
        AssertNothingHappened(mayBeResumed: true);
    }

    private static byte[] MakeBomb()
    {
        using var layer = new LayerArchive();
        return layer.File("zeros", new string('\0', BombBytes)).ToArray();
    }

    private string Context(string dockerfile)
    {
        string context = InFolder("context");
        Directory.CreateDirectory(context);
        File.WriteAllText(Path.Combine(context, "Dockerfile"), dockerfile);
        return context;
    }

    private CommandResult Call(bool byVariable, string verb, params string[] arguments)
    {
        if (!byVariable)
        {
            return Caisson.Call([verb, "--max-layer-size", Limit, .. arguments]);
        }

        SetVariable("CAISSON_MAX_LAYER_SIZE", Limit);
        return Caisson.Call([verb, .. arguments]);
    }

    private void SetVariable(string name, string value) => Caisson.Surroundings = Caisson.Surroundings with
    {
        Environment = new Dictionary<string, string>(Caisson.Surroundings.Environment) { [name] = value },
    };

    private void AssertBombRefused(CommandResult result)
    {
        CaissonCommand.AssertRefused(result, $"the most that is accepted is {10 << 20}");
        Assert.DoesNotContain("LayerBytes", result.Error, StringComparison.Ordinal);
        Assert.Contains("--max-layer-size", result.Error, StringComparison.Ordinal);
        AssertNothingHappened();
    }
}
