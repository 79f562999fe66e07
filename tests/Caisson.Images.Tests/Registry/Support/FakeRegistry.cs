using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Caisson.Images.Registry;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Registry.Support;

/// <summary>A registry that behaves, but for what a test lets it do otherwise.</summary>
internal sealed class FakeRegistry : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, MemoryStream> _uploads = new();
    private int _nextUpload;

    internal FakeRegistry(string address = "127.0.0.1", X509Certificate2? certificate = null) =>
        Server = new TestServer(Answer, address, certificate);

    internal TestServer Server { get; }

    internal string Authority => Server.Authority;

    /// <summary>Answers in place of the registry, where it is not null.</summary>
    internal Func<TestRequest, TestResponse?> Override { get; set; } = _ => null;

    /// <summary>What <c>Authorization</c> must be; null for nothing.</summary>
    internal Func<TestRequest, bool>? IsAuthorized { get; set; }

    /// <summary>What those are told who are not authorised.</summary>
    internal string Challenge { get; set; } = "Basic realm=\"test\"";

    /// <summary>By repository and digest.</summary>
    internal ConcurrentDictionary<(string Repository, string Digest), byte[]> Blobs { get; } = new();

    /// <summary>By repository and tag or digest.</summary>
    internal ConcurrentDictionary<(string Repository, string Version), (string Type, byte[] Content)> Manifests { get; } = new();

    internal bool SupportsRanges { get; set; } = true;

    /// <summary>Options whose pauses a test does not wait for.</summary>
    internal static RegistryOptions Options { get; } = new()
    {
        FirstPause = TimeSpan.FromMilliseconds(1),
        Attempts = 4,
        StallTimeout = TimeSpan.FromSeconds(20),
        CertificateFolders = [],
    };

    internal ImageReference Name(string repository = "some/image", string tag = "1") =>
        ImageReference.Parse($"{Authority}/{repository}:{tag}");

    internal void Add(TestImage image, string repository = "some/image", string tag = "1")
    {
        foreach ((Digest digest, byte[] content) in image.Blobs)
        {
            Blobs[(repository, digest.ToString())] = content;
        }

        AddManifest(image.ManifestBytes, MediaTypes.OciManifest, repository, tag);
    }

    internal Descriptor AddManifest(byte[] content, string type, string repository = "some/image", string tag = "1")
    {
        Descriptor descriptor = TestImage.Describe(content, type);
        Manifests[(repository, tag)] = (type, content);
        Manifests[(repository, descriptor.Digest.ToString())] = (type, content);
        return descriptor;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    internal TestResponse Answer(TestRequest request)
    {
        if (Override(request) is { } other)
        {
            return other;
        }

        if (IsAuthorized is { } isAuthorized && !isAuthorized(request))
        {
            TestResponse refusal = TestResponse.Error(401, "UNAUTHORIZED", "authentication required");
            refusal.Headers.Add(("WWW-Authenticate", Challenge));
            return refusal;
        }

        string path = request.Path;
        if (path == "/v2/")
        {
            return TestResponse.Text(200, "{}");
        }

        foreach (string kind in new[] { "manifests", "blobs/uploads", "blobs" })
        {
            int at = path.LastIndexOf($"/{kind}/", StringComparison.Ordinal);
            if (path.StartsWith("/v2/", StringComparison.Ordinal) && at > 0)
            {
                string repository = path[4..at];
                string rest = path[(at + kind.Length + 2)..];
                return kind switch
                {
                    "manifests" => Manifest(request, repository, rest),
                    "blobs" => Blob(request, repository, rest),
                    _ => Upload(request, repository, rest),
                };
            }
        }

        return TestResponse.Text(404, "404 page not found", "text/plain");
    }

    private TestResponse Manifest(TestRequest request, string repository, string version)
    {
        if (request.Method == "PUT")
        {
            Descriptor stored = AddManifest(request.Body, request["Content-Type"]!, repository, version);
            return new TestResponse { Status = 201, Headers = [("Docker-Content-Digest", stored.Digest.ToString())] };
        }

        return Manifests.TryGetValue((repository, version), out (string Type, byte[] Content) found)
            ? new TestResponse
            {
                Body = found.Content,
                Headers = [("Content-Type", found.Type), ("Docker-Content-Digest", Digest.Compute(found.Content).ToString())],
            }
            : TestResponse.Error(404, "MANIFEST_UNKNOWN", "manifest unknown");
    }

    private TestResponse Blob(TestRequest request, string repository, string digest)
    {
        if (!Blobs.TryGetValue((repository, digest), out byte[]? content))
        {
            return TestResponse.Error(404, "BLOB_UNKNOWN", "blob unknown to registry");
        }

        if (SupportsRanges && request["Range"] is { } range)
        {
            int from = int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
            return new TestResponse
            {
                Status = 206,
                Body = content[from..],
                Headers = [("Content-Range", $"bytes {from}-{content.Length - 1}/{content.Length}")],
            };
        }

        return new TestResponse { Body = content };
    }

    private TestResponse Upload(TestRequest request, string repository, string id)
    {
        if (request.Method == "POST")
        {
            if (request.Query.TryGetValue("mount", out string? mount)
                && Blobs.TryGetValue((request.Query["from"], mount), out byte[]? content))
            {
                Blobs[(repository, mount)] = content;
                return new TestResponse { Status = 201 };
            }

            string next = $"{Interlocked.Increment(ref _nextUpload)}";
            _uploads[next] = new MemoryStream();
            return Accepted(repository, next);
        }

        if (!_uploads.TryGetValue(id, out MemoryStream? upload))
        {
            return TestResponse.Error(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
        }

        if (request.Method == "GET")
        {
            TestResponse response = Accepted(repository, id, status: 204);
            response.Headers.Add(("Range", $"0-{Math.Max(0, upload.Length - 1)}"));
            return response;
        }

        if (request["Content-Range"] is { } range && range.Split('-')[0] != upload.Length.ToString(CultureInfo.InvariantCulture))
        {
            return new TestResponse { Status = 416 };
        }

        upload.Write(request.Body);
        if (request.Method == "PATCH")
        {
            return Accepted(repository, id);
        }

        string digest = request.Query["digest"];
        if (Digest.Compute(upload.ToArray()).ToString() != digest)
        {
            return TestResponse.Error(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
        }

        Blobs[(repository, digest)] = upload.ToArray();
        _uploads.TryRemove(id, out _);
        return new TestResponse { Status = 201, Headers = [("Docker-Content-Digest", digest)] };
    }

    private static TestResponse Accepted(string repository, string id, int status = 202) => new()
    {
        Status = status,
        Headers = [("Location", $"/v2/{repository}/blobs/uploads/{id}?_state=x")],
    };

    internal static string Basic(string user) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(user));
}
