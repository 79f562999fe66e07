using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Caisson.Integration.Tests.Images.Support;

/// <summary>
/// An HTTP server on a loopback port that answers what a test scripts, byte by byte where the test wants that: nothing
/// between the script and the socket insists on answers that make sense. One request a connection.
/// </summary>
public sealed class LoopbackServer : IDisposable
{
    private const int MaxHeadBytes = 64 << 10;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <summary>Starts the server. Without a script it answers everything with 404.</summary>
    public LoopbackServer()
    {
        _listener.Start();
        _loop = AcceptAsync();
    }

    /// <summary>Host and port.</summary>
    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>What answers a request for a path: exactly, or all below it where the key ends with <c>*</c>.</summary>
    public ConcurrentDictionary<string, Func<LoopbackRequest, Task>> Answers { get; } = [];

    /// <summary>The paths that were asked for, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Answers a path with a document.</summary>
    /// <param name="path">The path.</param>
    /// <param name="mediaType">The document's type.</param>
    /// <param name="content">The document.</param>
    /// <param name="headers">Further header fields, <c>Name: value</c>.</param>
    public void Serve(string path, string mediaType, byte[] content, params string[] headers) =>
        Answers[path] = r => r.AnswerAsync("200 OK", [$"Content-Type: {mediaType}", .. headers], content);

    /// <summary>Serves an image as a registry does.</summary>
    /// <param name="image">The image.</param>
    /// <param name="repository">Under this name.</param>
    /// <param name="tag">And this tag.</param>
    public void ServeImage(HandmadeImage image, string repository = "image", string tag = "latest")
    {
        Serve("/v2/", "application/json", "{}"u8.ToArray());
        byte[] manifest = image.ManifestBytes;
        foreach (string version in (string[])[tag, image.ManifestDigest])
        {
            Serve($"/v2/{repository}/manifests/{version}", HandmadeImage.ManifestType, manifest, $"Docker-Content-Digest: {image.ManifestDigest}");
        }

        foreach (byte[] blob in (IEnumerable<byte[]>)[image.ConfigBytes, .. image.Layers])
        {
            Serve(BlobPath(blob, repository), "application/octet-stream", blob);
        }
    }

    /// <summary>Where a registry serves a blob.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="repository">The image's name.</param>
    public static string BlobPath(byte[] blob, string repository = "image") =>
        $"/v2/{repository}/blobs/{LayerArchive.DigestOf(blob)}";

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _loop.GetAwaiter().GetResult();
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> open = [];
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                open.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                string head = await ReadHeadAsync(stream);
                string[] words = head.Split(' ', 3);
                if (words.Length < 3)
                {
                    return;
                }

                string path = words[1].Split('?')[0];
                Requests.Enqueue(path);
                await Find(path)(new LoopbackRequest(words[0], path, head, stream, _stop.Token));
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The client has had enough, or the test is over.
            }
        }
    }

    private Func<LoopbackRequest, Task> Find(string path)
    {
        if (Answers.TryGetValue(path, out Func<LoopbackRequest, Task>? exact))
        {
            return exact;
        }

        string? prefix = Answers.Keys.FirstOrDefault(k => k.EndsWith('*') && path.StartsWith(k[..^1], StringComparison.Ordinal));
        return prefix is not null ? Answers[prefix] : r => r.AnswerAsync("404 Not Found", ["Content-Type: text/plain"], "no such page"u8.ToArray());
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        byte[] buffer = new byte[MaxHeadBytes];
        int length = 0;
        while (length < buffer.Length)
        {
            int count = await stream.ReadAsync(buffer.AsMemory(length), _stop.Token);
            if (count == 0)
            {
                break;
            }

            length += count;
            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0)
            {
                break;
            }
        }

        return Encoding.ASCII.GetString(buffer, 0, length);
    }
}
