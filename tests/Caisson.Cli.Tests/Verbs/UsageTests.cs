using System.Globalization;
using Caisson.Cli.Tests.Support;

namespace Caisson.Cli.Tests.Verbs;

/// <summary>Wrong command lines, and help; as Docker's client 28.2 has them.</summary>
public sealed class UsageTests : CommandLineTest
{
    [Theory]
    [InlineData("unknown flag: --foo\n\nUsage:  caisson images [OPTIONS] [REPOSITORY[:TAG]]\n\nRun 'caisson images --help' for more information\n", 125, "images", "--foo")]
    [InlineData("caisson: 'caisson images' requires at most 1 argument\n\nUsage:  caisson images [OPTIONS] [REPOSITORY[:TAG]]\n\nRun 'caisson images --help' for more information\n", 1, "images", "a", "b")]
    [InlineData("flag needs an argument: --format\n\nUsage:  caisson image ls [OPTIONS] [REPOSITORY[:TAG]]\n\nRun 'caisson image ls --help' for more information\n", 125, "image", "list", "--format")]
    [InlineData("caisson: 'caisson image tag' requires 2 arguments\n\nUsage:  caisson image tag SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]\n\nRun 'caisson image tag --help' for more information\n", 1, "image", "tag", "a")]
    [InlineData("caisson: unknown command: caisson image nope\n\nUsage:  caisson image COMMAND\n\nRun 'caisson image --help' for more information\n", 1, "image", "nope")]
    [InlineData("caisson: unknown command: caisson nope\n\nRun 'caisson --help' for more information\n", 1, "nope")]
    public async Task Run_WrongCommandLine_HasDockersWordsAndStatus(string expected, int status, params string[] words)
    {
        (int actual, FakeStreams streams) = await RunAsync(words);

        Assert.Equal(expected, streams.Error);
        Assert.Equal(status, actual);
        Assert.Empty(streams.Output);
    }

    [Fact]
    public async Task Run_HelpOfAVerb_IsSetAsDockers()
    {
        string help = await OutputOfAsync("image", "prune", "--help");

        Assert.Equal(
            """
            Usage:  caisson image prune [OPTIONS]

            Remove unused images

            Downloads that were broken off are kept for a day, to be gone on with; --all
            removes them too.

            Options:
              -a, --all             Remove all unused images, not just dangling ones
                  --filter filter   Provide filter values (e.g. "until=<timestamp>")
              -f, --force           Do not prompt for confirmation

            """,
            help);
    }

    [Fact]
    public async Task Run_HelpOfLongOptions_BreaksLinesWhereDockerDoes()
    {
        string help = await OutputOfAsync("images", "--help");

        Assert.Contains(
            """
            Aliases:
              caisson image ls, caisson image list, caisson images

            Options:
              -a, --all             Show all images (default hides intermediate images)
                  --digests         Show digests
              -f, --filter filter   Filter output based on conditions provided
                  --format string   Format output using a custom template:
                                    'table':            Print output in table format
                                    with column headers (default)
                                    'table TEMPLATE':   Print output in table format
                                    using the given Go template
            """,
            help,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NoVerb_ListsThem()
    {
        string help = await OutputOfAsync();

        Assert.Contains("\n  image       Manage images\n", help, StringComparison.Ordinal);
        Assert.DoesNotContain("__complete", help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image\nimages\nimport\n", "im")]
    [InlineData("rm\n", "image", "r")]
    [InlineData("--force\n", "rmi", "--f")]
    public async Task Complete_Words_GivesCandidates(string expected, params string[] words) =>
        Assert.Equal(expected, await OutputOfAsync(["__complete", .. words]));

    [Fact]
    public async Task Complete_ImageName_GivesNames()
    {
        await ImportAsync("busybox");

        Assert.Equal("busybox:latest\n", await OutputOfAsync("__complete", "--root", Path.Combine(Folder, "data"), "rmi", "b"));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("fish")]
    [InlineData("zsh")]
    public async Task Completion_Shell_AsksThisProgram(string shell) =>
        Assert.Contains("__complete", await OutputOfAsync("completion", shell), StringComparison.Ordinal);

    [Fact]
    public async Task Version_Template_IsFilledIn() =>
        Assert.Equal("linux/amd64\n", await OutputOfAsync("version", "--format", "{{.Client.Os}}/{{.Client.Arch}}"));

    [Fact]
    public async Task Info_Store_CountsWhatIsThere()
    {
        await ImportAsync("a");

        Assert.Equal("1 1\n", await OutputOfAsync("info", "-f", "{{.Images}} {{.Layers}}"));

        // The file is in the unpacked layer, and not in what is kept of its archive.
        long before = long.Parse(await OutputOfAsync("info", "-f", "{{.BlobBytes}}"), CultureInfo.InvariantCulture);
        await ImportAsync("b", new string('x', 1 << 20));
        long after = long.Parse(await OutputOfAsync("info", "-f", "{{.BlobBytes}}"), CultureInfo.InvariantCulture);
        Assert.InRange(after - before, 1, 100_000);
    }

    [Fact]
    public async Task Login_NoTerminal_IsRefused()
    {
        (int status, FakeStreams streams) = await RunAsync("login");

        Assert.Equal((1, "Error: Cannot perform an interactive login from a non TTY device\n"), (status, streams.Error));
    }

    [Fact]
    public async Task Logout_NotLoggedIn_SaysAndChangesNothing()
    {
        Assert.Equal("Removing login credentials for localhost:1\n", await OutputOfAsync("logout", "localhost:1"));
        Assert.False(Directory.Exists(Path.Combine(Folder, "config")));
    }
}
