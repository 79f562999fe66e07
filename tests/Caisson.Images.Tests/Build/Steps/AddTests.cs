using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Caisson.Images.Tests.Build.Support;
using Caisson.Images.Tests.Support;

namespace Caisson.Images.Tests.Build.Steps;

public class AddTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Add_Archive_IsUnpacked(bool isCompressed)
    {
        using BuildScene scene = new();
        AddArchive(scene, "archive", isCompressed);
        BuiltImage image = await scene.BuildAsync("FROM scratch\nADD archive /to\nCOPY archive /plain\nADD --unpack=false archive /kept\n");
        Assert.Equal("content", image.Read("/to/dir/file"));
        Assert.Equal("4750 12:34", image.Describe("/to/dir/file"));
        Assert.Equal("755 0:0", image.Describe("/to"));
        Assert.NotNull(image.Read("/plain"));
        Assert.NotNull(image.Read("/kept"));
    }

    [Fact]
    public async Task Add_ArchiveWithDotEntry_LeavesTheDestinationAsItIs()
    {
        using BuildScene scene = new();
        AddArchive(scene, "a.tar", isCompressed: false, withRoot: true);
        BuiltImage image = await scene.BuildAsync("FROM scratch\nRUN write /etc/x 1\nADD a.tar /\n");
        Assert.Equal("content", image.Read("/dir/file"));
        Assert.Equal("755 0:0", image.Describe("/."));
    }

    [Fact]
    public async Task Add_ArchiveThatLeadsOut_EndsAtTheDestination()
    {
        using BuildScene scene = new();
        using (FileStream file = File.Create(Path.Combine(scene.ContextFolder, "evil.tar")))
        using (TarWriter tar = new(file))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "../../evil") { DataStream = new MemoryStream([1]) });
        }

        BuiltImage image = await scene.BuildAsync("FROM scratch\nADD evil.tar /a/b/\n");
        Assert.Equal("\u0001", image.Read("/a/b/evil"));
        Assert.Null(image.Status("/evil"));
        Assert.Empty(scene.Leftovers());
    }

    [Theory]
    [InlineData("xz")]
    [InlineData("bzip2")]
    public async Task Add_ArchiveThatAProgramDecompresses_IsUnpacked(string program)
    {
        Assert.SkipUnless(File.Exists($"/usr/bin/{program}"), $"{program} is not installed");
        using BuildScene scene = new();
        AddArchive(scene, "archive", isCompressed: false);
        Command.Run(program, Path.Combine(scene.ContextFolder, "archive"));
        BuiltImage image = await scene.BuildAsync("FROM scratch\nADD archive* /to/\nCOPY archive* /plain\n");
        Assert.Equal("content", image.Read("/to/dir/file"));
        Assert.Equal("4750 12:34", image.Describe("/to/dir/file"));
        Assert.NotNull(image.Read("/plain"));
    }

    [Fact]
    public async Task Add_CompressedDataThatIsNoArchive_IsCopied()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/xz"), "xz is not installed");
        using BuildScene scene = new();
        File.WriteAllBytes(Path.Combine(scene.ContextFolder, "damaged.tar.xz"), [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, 1, 2, 3]);
        File.WriteAllText(Path.Combine(scene.ContextFolder, "plain"), "no archive");
        Command.Run("xz", Path.Combine(scene.ContextFolder, "plain"));
        BuiltImage image = await scene.BuildAsync("FROM scratch\nADD damaged.tar.xz plain.xz /\n");
        Assert.NotNull(image.Status("/damaged.tar.xz"));
        Assert.NotNull(image.Status("/plain.xz"));
    }

    [Theory]
    [InlineData("usr/lib")]
    [InlineData("/usr/lib")]
    public async Task Add_ArchiveThroughLinkOfTheRoot_IsWhereTheLinkLeads(string target)
    {
        using BuildScene scene = new();
        Directory.CreateDirectory(Path.Combine(scene.ContextFolder, "root/usr/lib"));
        File.CreateSymbolicLink(Path.Combine(scene.ContextFolder, "root/dir"), target);
        AddArchive(scene, "a.tar", isCompressed: false);
        BuiltImage image = await scene.BuildAsync("FROM scratch\nCOPY root /\nADD a.tar /\n");
        Assert.Equal("content", image.Read("/usr/lib/file"));
        Assert.True(image.Status("/dir")!.Value.IsSymbolicLink);
    }

    [Fact]
    public async Task Add_ArchiveBelowTheRoot_TakesItsDestinationForTheRoot()
    {
        using BuildScene scene = new();
        Directory.CreateDirectory(Path.Combine(scene.ContextFolder, "root/usr/lib"));
        Directory.CreateDirectory(Path.Combine(scene.ContextFolder, "root/opt/usr/lib"));
        File.CreateSymbolicLink(Path.Combine(scene.ContextFolder, "root/opt/dir"), "/usr/lib");
        AddArchive(scene, "a.tar", isCompressed: false);
        BuiltImage image = await scene.BuildAsync("FROM scratch\nCOPY root /\nADD a.tar /opt\n");
        Assert.Equal("content", image.Read("/opt/usr/lib/file"));
        Assert.Null(image.Status("/usr/lib/file"));
    }

    [Fact]
    public async Task Add_Url_IsAPrivateFileWithItsTime()
    {
        using BuildScene scene = new();
        using OneFileServer server = new("hello", "Wed, 01 Jan 2020 00:00:00 GMT");
        string checksum = $"sha256:{Convert.ToHexStringLower(SHA256.HashData("hello"u8))}";
        BuiltImage image = await scene.BuildAsync(
            $"FROM scratch\nADD --checksum={checksum} {server.Url}/path/name.txt?x=1 /to/\nADD --chown=1:2 --chmod=644 {server.Url}/ /other\n");
        Assert.Equal("hello", image.Read("/to/name.txt"));
        Assert.Equal("600 0:0", image.Describe("/to/name.txt"));
        Assert.Equal(1577836800, image.Status("/to/name.txt")!.Value.ModifiedAt.Seconds);
        Assert.Equal("644 1:2", image.Describe("/other"));
    }

    [Fact]
    public async Task Add_UrlThatFails_IsAnError()
    {
        using BuildScene scene = new();
        using OneFileServer server = new("hello", null);
        Assert.Equal(
            $"ADD failed: {server.Url}/missing: 404 Not Found",
            (await scene.FailAsync($"FROM scratch\nADD {server.Url}/missing /x\n")).Message);
        Assert.Equal(
            $"ADD failed: cannot determine filename for source {server.Url}/",
            (await scene.FailAsync($"FROM scratch\nADD {server.Url}/ /x/\n")).Message);
        Assert.StartsWith(
            "ADD failed: digest mismatch sha256:",
            (await scene.FailAsync($"FROM scratch\nADD --checksum=sha256:{new string('0', 64)} {server.Url}/a /x\n")).Message,
            StringComparison.Ordinal);
        Assert.Empty(scene.Leftovers());
    }

    private static void AddArchive(BuildScene scene, string name, bool isCompressed, bool withRoot = false)
    {
        using FileStream file = File.Create(Path.Combine(scene.ContextFolder, name));
        using Stream stream = isCompressed ? new GZipStream(file, CompressionLevel.Fastest) : file;
        using TarWriter tar = new(stream);
        if (withRoot)
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "./") { Mode = UnixFileMode.UserRead, Uid = 99, Gid = 99 });
        }

        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "dir/file")
        {
            DataStream = new MemoryStream("content"u8.ToArray()),
            Uid = 12,
            Gid = 34,
            Mode = UnixFileMode.SetUser | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute,
        });
    }

    // An HTTP server on the loopback interface that knows one answer.
    private sealed class OneFileServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _serving;

        internal OneFileServer(string content, string? lastModified)
        {
            _listener.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
            _serving = ServeAsync(content, lastModified);
        }

        internal string Url { get; }

        public void Dispose()
        {
            _listener.Stop();
            _serving.ContinueWith(static t => t.Exception, TaskScheduler.Default).Wait(TestContext.Current.CancellationToken);
            _listener.Dispose();
        }

        private async Task ServeAsync(string content, string? lastModified)
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                using StreamReader reader = new(client.GetStream(), leaveOpen: true);
                string request = await reader.ReadLineAsync() ?? "";
                while (await reader.ReadLineAsync() is { Length: > 0 })
                {
                }

                bool isMissing = request.Contains("missing", StringComparison.Ordinal);
                string modified = lastModified is null ? "" : $"Last-Modified: {lastModified}\r\n";
                string body = isMissing ? "" : content;
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 {(isMissing ? "404 Not Found" : "200 OK")}\r\n{modified}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
            }
        }
    }
}
