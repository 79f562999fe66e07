using System.Text.Json.Nodes;
using Caisson.Integration.Tests.Images.Support;

namespace Caisson.Integration.Tests.Images.Hostile;

/// <summary>Registries that lie, pulled from by the executable.</summary>
public sealed class HostileRegistryTests : HostileTest
{
    // How each is set up, and a word that the one line of error names.
    private static readonly Dictionary<string, (Action<LoopbackServer, HandmadeImage> SetUp, string Word)> Attacks = new()
    {
        ["pages in place of the registry"] = ((s, _) => s.Serve("*", "text/html", "<html>Welcome to the café!</html>"u8.ToArray()), ""),
        ["page in place of the manifest"] = ((s, _) => s.Serve("/v2/image/manifests/latest", "text/html", "<html></html>"u8.ToArray()), ""),
        ["page that is called a manifest"] = ((s, _) => s.Serve("/v2/image/manifests/latest", HandmadeImage.ManifestType, "<html></html>"u8.ToArray()), ""),
        ["manifest that is called an index"] = ((s, i) => s.Serve("/v2/image/manifests/latest", HandmadeImage.IndexType, i.ManifestBytes), ""),
        ["index whose manifest is another"] = (IndexOfAnother, "sha256:"),
        ["index without this platform"] = (IndexWithoutThisPlatform, "no matching manifest"),
        ["manifest of megabytes"] = ((s, _) => s.Serve("/v2/image/manifests/latest", HandmadeImage.ManifestType, new byte[8 << 20]), ""),
        ["thousands of layers"] = (ThousandsOfLayers, "layers"),
        ["configuration missing"] = ((s, i) => s.Answers.TryRemove(LoopbackServer.BlobPath(i.ConfigBytes), out _), ""),
        ["layer missing"] = ((s, i) => s.Answers.TryRemove(LoopbackServer.BlobPath(i.Layers[0]), out _), ""),
        ["layer with another content"] = ((s, i) => s.Serve(LoopbackServer.BlobPath(i.Layers[0]), "application/octet-stream", Corrupt(i.Layers[0])), ""),
        ["layer of another length"] = ((s, i) => s.Serve(LoopbackServer.BlobPath(i.Layers[0]), "application/octet-stream", [.. i.Layers[0], 0]), ""),
        ["page in place of a layer"] = ((s, i) => s.Serve(LoopbackServer.BlobPath(i.Layers[0]), "text/html", "<html></html>"u8.ToArray()), ""),
        ["redirect without end"] = ((s, i) => s.Answers[LoopbackServer.BlobPath(i.Layers[0])] = r => r.AnswerAsync("307 Temporary Redirect", [$"Location: {r.Path}"], []), ""),
        ["redirect to a file"] = ((s, i) => s.Answers[LoopbackServer.BlobPath(i.Layers[0])] = r => r.AnswerAsync("307 Temporary Redirect", ["Location: file:///etc/passwd"], []), ""),
        ["redirect to nowhere"] = ((s, i) => s.Answers[LoopbackServer.BlobPath(i.Layers[0])] = r => r.AnswerAsync("307 Temporary Redirect", [], []), ""),
        ["header without end"] = ((s, _) => s.Answers["/v2/*"] = Headers, ""),
        ["token from a file"] = ((s, _) => Challenge(s, "Bearer realm=\"file:///etc/passwd\",service=\"x\""), ""),
        ["token that is a page"] = (TokenPage, ""),
        ["challenge that is none"] = ((s, _) => Challenge(s, new string('=', 5000)), ""),
        ["error with control characters"] = ((s, _) => s.Answers["/v2/image/manifests/latest"] = r => r.AnswerAsync(
            "403 Forbidden", ["Content-Type: application/json"], "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"line\\none\\u001b[31m\"}]}"u8.ToArray()), ""),
    };

    public static TheoryData<string> AttackNames => [.. Attacks.Keys];

    [Theory, MemberData(nameof(AttackNames))]
    public void Pull_FromALyingRegistry_IsOneLineAndNothingElse(string name)
    {
        using var server = new LoopbackServer();
        var image = HandmadeImage.WithOneFile("hostile");
        server.ServeImage(image);
        (Action<LoopbackServer, HandmadeImage> setUp, string word) = Attacks[name];
        if (name.StartsWith("pages", StringComparison.Ordinal) || name.StartsWith("header", StringComparison.Ordinal))
        {
            server.Answers.Clear();
        }

        setUp(server, image);

        CommandResult pull = Caisson.Call("pull", $"{server.Address}/image");

        CaissonCommand.AssertRefused(pull, word);
        Assert.DoesNotContain('\u001b', pull.Error);
        AssertNothingHappened(mayBeResumed: true);
    }

    [Fact]
    public void Pull_ByADigestThatTheRegistryDoesNotKeepTo_IsRefused()
    {
        using var server = new LoopbackServer();
        var wanted = HandmadeImage.WithOneFile("wanted");
        var other = HandmadeImage.WithOneFile("other");
        server.ServeImage(other);
        server.Serve($"/v2/image/manifests/{wanted.ManifestDigest}", HandmadeImage.ManifestType, other.ManifestBytes, $"Docker-Content-Digest: {wanted.ManifestDigest}");

        CaissonCommand.AssertRefused(Caisson.Call("pull", $"{server.Address}/image@{wanted.ManifestDigest}"), wanted.ManifestDigest);

        AssertNothingHappened();
    }

    [Fact]
    public void Pull_AnswersThatEndEarly_AreRefused()
    {
        // Each is tried several times with pauses between: all at once takes as long as one.
        using var server = new LoopbackServer();
        var image = HandmadeImage.WithOneFile(string.Concat(Enumerable.Range(0, 20_000)));
        Func<LoopbackRequest, Task>[] answers =
        [
            r => r.AnswerAsync("200 OK", [], image.Layers[0][..1000], claimedLength: image.Layers[0].Length),
            r => r.AnswerAsync("200 OK", [], image.Layers[0], claimedLength: image.Layers[0].Length + 1000),
            r => r.AnswerAsync("503 Service Unavailable", [], []),
            _ => Task.CompletedTask,
        ];
        var pulls = new Command[answers.Length];
        var stores = new CaissonCommand[answers.Length];
        for (int i = 0; i < answers.Length; i++)
        {
            string repository = $"image-{i}";
            server.ServeImage(image, repository);
            server.Answers[LoopbackServer.BlobPath(image.Layers[0], repository)] = answers[i];
            stores[i] = new CaissonCommand();
            pulls[i] = stores[i].Begin("pull", $"{server.Address}/{repository}");
        }

        for (int i = 0; i < answers.Length; i++)
        {
            CaissonCommand.AssertRefused(pulls[i].Wait(stores[i].Surroundings.Timeout), "");
            pulls[i].Dispose();
            stores[i].Call("image", "prune", "--all", "--force").Succeeded();
            Assert.DoesNotContain(stores[i].Contents(), l => l.Contains("ingest/", StringComparison.Ordinal));
            Assert.DoesNotContain(stores[i].Contents(), l => l.Contains("blobs/", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Pull_BrokenOffOnce_GoesOnWhereItWas()
    {
        using var server = new LoopbackServer();
        var image = HandmadeImage.WithOneFile(string.Concat(Enumerable.Range(0, 20_000)));
        server.ServeImage(image);
        byte[] layer = image.Layers[0];
        List<string> ranges = [];
        server.Answers[LoopbackServer.BlobPath(layer)] = async r =>
        {
            string? range = r.Head.Split("\r\n").FirstOrDefault(h => h.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase));
            lock (ranges)
            {
                ranges.Add(range ?? "none");
            }

            if (range is null)
            {
                await r.AnswerAsync("200 OK", [], layer[..5000], claimedLength: layer.Length);
                return;
            }

            int start = int.Parse(range.Split('=')[1].Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);
            await r.AnswerAsync("206 Partial Content", [$"Content-Range: bytes {start}-{layer.Length - 1}/{layer.Length}"], layer[start..]);
        };

        Caisson.Call("pull", $"{server.Address}/image").Succeeded();

        Assert.Equal(image.Id, Caisson.Id($"{server.Address}/image"));
        Assert.Equal("none", ranges[0]);
        Assert.StartsWith("Range: bytes=", ranges[1], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Pull_InterruptedWhileTheRegistryStalls_EndsAtOnceAndLeavesNothing()
    {
        using var server = new LoopbackServer();
        var image = HandmadeImage.WithOneFile(string.Concat(Enumerable.Range(0, 20_000)));
        server.ServeImage(image);
        server.Answers[LoopbackServer.BlobPath(image.Layers[0])] = r => r.StallAsync([], image.Layers[0][..1000], image.Layers[0].Length);
        using Command pull = Caisson.Begin("pull", $"{server.Address}/image");
        Wait.Until(() => server.Requests.Contains(LoopbackServer.BlobPath(image.Layers[0])), "the layer is asked for");

        Harness.Native.TestLibC.Check(Harness.Native.TestLibC.kill(pull.Pid, 2), "kill");

        pull.Wait().Exited(130);
        AssertNothingHappened(mayBeResumed: true);
    }

    private static byte[] Corrupt(byte[] content)
    {
        byte[] changed = [.. content];
        changed[^1] ^= 1;
        return changed;
    }

    private static void IndexOfAnother(LoopbackServer server, HandmadeImage image)
    {
        var other = HandmadeImage.WithOneFile("other");
        ServeIndex(server, other, "amd64");
        server.Serve($"/v2/image/manifests/{other.ManifestDigest}", HandmadeImage.ManifestType, image.ManifestBytes);
    }

    private static void IndexWithoutThisPlatform(LoopbackServer server, HandmadeImage image) => ServeIndex(server, image, "s390x");

    private static void ServeIndex(LoopbackServer server, HandmadeImage image, string architecture)
    {
        JsonObject descriptor = HandmadeImage.Describe(image.ManifestBytes, HandmadeImage.ManifestType);
        descriptor["platform"] = new JsonObject { ["architecture"] = architecture, ["os"] = "linux" };
        server.Serve("/v2/image/manifests/latest", HandmadeImage.IndexType, HandmadeImage.Bytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = HandmadeImage.IndexType,
            ["manifests"] = new JsonArray(descriptor),
        }));
    }

    private static void ThousandsOfLayers(LoopbackServer server, HandmadeImage image)
    {
        JsonNode layer = image.Manifest["layers"]![0]!;
        image.Manifest["layers"] = new JsonArray([.. Enumerable.Range(0, 5000).Select(_ => layer.DeepClone())]);
        server.Serve("/v2/image/manifests/latest", HandmadeImage.ManifestType, image.ManifestBytes);
    }

    private static void Challenge(LoopbackServer server, string challenge) => server.Answers["/v2/image/manifests/latest"] =
        r => r.AnswerAsync("401 Unauthorized", [$"WWW-Authenticate: {challenge}"], []);

    private static void TokenPage(LoopbackServer server, HandmadeImage image)
    {
        server.Serve("/token", "text/html", "<html></html>"u8.ToArray());
        Challenge(server, $"Bearer realm=\"http://{server.Address}/token\",service=\"x\"");
    }

    private static async Task Headers(LoopbackRequest request)
    {
        byte[] line = new byte[1024];
        line.AsSpan().Fill((byte)'x');
        await request.Stream.WriteAsync("HTTP/1.1 200 OK\r\nX: "u8.ToArray(), request.Stop);
        for (int i = 0; i < 10_000; i++)
        {
            await request.Stream.WriteAsync(line, request.Stop);
        }
    }
}
