using Caisson.Integration.Tests.Peers;

namespace Caisson.Integration.Tests.Images.Building;

/// <summary>
/// What BuildKit's Dockerfiles have and the classic builder of Debian's dockerd has not: heredocs, modes and links of
/// COPY, mounts of RUN. There is no peer to compare with; what comes of them is written down here.
/// </summary>
[Collection(BesideDockerd.Name)]
public sealed class ModernDockerfileTests(EngineFixture<DockerdWithRunc> fixture) : BuildTest(fixture)
{
    [Fact]
    public void Build_Heredocs_AreScriptsAndFiles()
    {
        BuiltImage built = Build(DockerfileFolder.Prepare("07-heredocs"));

        AssertFiles(
            built,
            ("/shell", "644 0:0", "hello world\n1\n2\n3\n"),
            ("/piped", "644 0:0", "not a script\n"),
            ("/tabs", "644 0:0", "world\n"),
            ("/program", "644 0:0", "from awk\n"),
            ("/files/first.txt", "644 0:0", "expanded: world\n"),
            ("/files/second.txt", "644 0:0", "kept: $name\n"),
            ("/files/plain.txt", "644 0:0", "plain\n"),
            ("/files/third", "600 1000:1000", "\tindented\n"));
    }

    [Fact]
    public void Build_ModernOptions_DoWhatBuildKitsDo()
    {
        string folder = DockerfileFolder.Prepare("25-modern");
        string secret = InFolder("secret");
        File.WriteAllText(secret, "1234567");

        BuiltImage built = Build(folder, "--secret", $"id=token,src={secret}");

        AssertFiles(
            built,
            ("/chmod", "751 0:0", "file\n"),
            ("/symbolic", "600 1000:2000", "file\n"),
            ("/linked/file.txt", "644 0:0", "file\n"),
            ("/parents/a/b.txt", "644 0:0", "b\n"),
            ("/excluded/a/b.txt", "644 0:0", "b\n"),

            // The pattern is for paths relative to what is copied, and its asterisk for one name.
            ("/excluded/a/deep.md", "644 0:0", "deep\n"),
            ("/from-context", "644 0:0", "file\n"),
            ("/from-stage", "644 0:0", "s\n"),
            ("/from-cache", "644 0:0", "kept\n"),
            ("/secret-size", "644 0:0", "7\n"),
            ("/networks", "644 0:0", "lo\n"));
        string[] absent = ["/excluded/readme.md", "/s/new", "/cache/kept", "/scratch/gone", "/run/secrets/token"];
        Assert.DoesNotContain(built.Root, l => absent.Any(a => l.StartsWith(a + " ", StringComparison.Ordinal)));
        Assert.DoesNotContain("1234567", string.Join('\n', built.History), StringComparison.Ordinal);
    }

    private static void AssertFiles(BuiltImage built, params (string Path, string ModeAndOwner, string Content)[] files)
    {
        built.Result.Succeeded();
        foreach ((string path, string modeAndOwner, string content) in files)
        {
            string line = Assert.Single(built.Root, l => l.StartsWith(path + " ", StringComparison.Ordinal));
            Assert.StartsWith($"{path} f {modeAndOwner} ", line, StringComparison.Ordinal);
            string digest = Support.LayerArchive.DigestOf(System.Text.Encoding.UTF8.GetBytes(content));
            Assert.EndsWith($" {content.Length} {digest.Split(':')[1][..16]}", line, StringComparison.Ordinal);
        }
    }
}
