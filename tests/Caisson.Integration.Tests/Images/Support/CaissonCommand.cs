using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.Images.Support;

/// <summary>The command line of the executable under test, with a root folder and settings of its own.</summary>
public sealed class CaissonCommand
{
    /// <summary>The environment variable with the path of the executable under test.</summary>
    public const string Variable = "CAISSON";

    private static readonly string? Found = Executables.FindBuilt("caisson", Variable);

    /// <summary>Names a root; nothing is made yet. Skips the test where the executable has not been built.</summary>
    public CaissonCommand()
    {
        if (Found is null)
        {
            Assert.Skip($"there is no caisson to test: run ./build, or set {Variable} to an executable");
        }

        Root = System.IO.Path.Combine(TestRun.NewFolder(), "root");
        Settings = TestRun.NewFolder();
        Surroundings = new CommandOptions
        {
            Environment = new Dictionary<string, string> { ["DOCKER_CONFIG"] = Settings, ["HOME"] = Settings },
            Timeout = TimeSpan.FromSeconds(180),
        };
    }

    /// <summary>The absolute path of the executable.</summary>
    public static string Path => Found!;

    /// <summary>What <c>--root</c> names.</summary>
    public string Root { get; }

    /// <summary>The folder of config.json with what <c>login</c> has written.</summary>
    public string Settings { get; }

    /// <summary>The surroundings that the executable is started in.</summary>
    public CommandOptions Surroundings { get; set; }

    /// <summary>The table of <c>images</c>, to compare with a later one.</summary>
    public string Images =>
        Call("images", "--all", "--no-trunc", "--format", "{{.Repository}}:{{.Tag}} {{.Digest}} {{.ID}} {{.CreatedAt}} {{.Size}}").Succeeded().Output;

    /// <summary>Runs a command to its end.</summary>
    /// <param name="arguments">The command, its options and arguments.</param>
    public CommandResult Call(params IEnumerable<string> arguments) =>
        Command.Run(Surroundings, Path, ["--root", Root, .. arguments]);

    /// <summary>As <see cref="Call"/>, without waiting for the end.</summary>
    /// <param name="arguments">The command, its options and arguments.</param>
    public Command Begin(params IEnumerable<string> arguments) =>
        Command.Start(Surroundings, Path, ["--root", Root, .. arguments]);

    /// <summary>Asks about an image.</summary>
    /// <param name="name">The image.</param>
    /// <param name="format">What to ask.</param>
    public string Inspect(string name, string format) =>
        Call("image", "inspect", "--format", format, name).Succeeded().Text;

    /// <summary>An image's id, <c>sha256:…</c>.</summary>
    /// <param name="name">The image.</param>
    public string Id(string name) => Inspect(name, "{{.Id}}");

    /// <summary>What an image's containers do by default.</summary>
    /// <param name="name">The image.</param>
    public JsonObject ConfigOf(string name) => JsonNode.Parse(Inspect(name, "{{json .Config}}"))!.AsObject();

    /// <summary>Saves an image.</summary>
    /// <param name="name">The image.</param>
    /// <returns>The archive.</returns>
    public string Save(string name)
    {
        string archive = System.IO.Path.Combine(TestRun.NewFolder(), "saved.tar");
        Call("save", "--output", archive, name).Succeeded();
        return archive;
    }

    /// <summary>Loads an archive.</summary>
    /// <param name="archive">The archive.</param>
    public CommandResult Load(string archive) => Call("load", "--input", archive);

    /// <summary>Loads an archive that should not load.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="word">What the one line of error names.</param>
    public void RefusesToLoad(string archive, string word) => AssertRefused(Load(archive), word);

    /// <summary>Fails the test unless a command failed as one does for a person: exit code 1 and one line.</summary>
    /// <param name="result">How it ended.</param>
    /// <param name="word">What the line names.</param>
    public static void AssertRefused(CommandResult result, string word)
    {
        result.Exited(1);
        string[] lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length == 1, $"{lines.Length} lines of error:\n{result}");
        Assert.True(lines[0].Contains(word, StringComparison.OrdinalIgnoreCase), $"the error does not name '{word}':\n{result}");
    }

    /// <summary>
    /// What lies in the root, but for locks and empty folders, as lines that can be compared: the path and the size.
    /// </summary>
    public string[] Contents() => !Directory.Exists(Root) ? [] :
    [
        .. new DirectoryInfo(Root).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Where(f => f.Name is not "lock")
            .Select(f => $"{System.IO.Path.GetRelativePath(Root, f.FullName)} {f.Length}")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Removes what nothing uses: images without a name, results of builds, what killed commands have left.</summary>
    public void Prune()
    {
        Call("builder", "prune", "--all", "--force").Succeeded();
        Call("image", "prune", "--force").Succeeded();
    }
}
