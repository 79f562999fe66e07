using System.Net;
using Caisson.Images.Registry.Authorization;
using Caisson.Oci;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry.Http;

/// <summary>Fetches a repository's manifests and configurations, and believes none before its digest has been
/// compared.</summary>
internal sealed class RemoteDocuments
{
    // Docker's of before 2016: signed JSON that names no configuration.
    private const string FirstSchemaPrefix = "application/vnd.docker.distribution.manifest.v1+";

    private static readonly string[] Accepted =
        [MediaTypes.OciIndex, MediaTypes.DockerManifestList, MediaTypes.OciManifest, MediaTypes.DockerManifest];

    private readonly RegistryConnection _connection;
    private readonly ImageReference _name;
    private readonly ImageLimits _limits;

    internal RemoteDocuments(RegistryConnection connection, ImageReference name, ImageLimits limits)
    {
        _connection = connection;
        _name = name;
        _limits = limits;
    }

    private string Host => _connection.Server.Authority;

    /// <summary>What the registry has under the name, without its content.</summary>
    /// <returns>Null where it does not say: then <see cref="GetAsync(CancellationToken)"/> tells.</returns>
    internal Task<Descriptor?> HeadAsync(CancellationToken cancellation) => _connection.RetryAsync(
        Call(HttpMethod.Head, Version),
        (response, _) =>
        {
            if (response.Status != HttpStatusCode.OK
                || !Digest.TryParse(response.Header("Docker-Content-Digest"), out Digest digest)
                || (!MediaTypes.IsManifest(response.MediaType) && !MediaTypes.IsIndex(response.MediaType))
                || response.Message.Content.Headers.ContentLength is not { } size
                || (_name.Digest is { } wanted && wanted != digest))
            {
                return Task.FromResult((Descriptor?)null);
            }

            return Task.FromResult<Descriptor?>(new Descriptor { MediaType = response.MediaType, Digest = digest, Size = size });
        },
        cancellation);

    /// <summary>Fetches what the registry has under the name.</summary>
    /// <exception cref="ImageException">With the words of Docker's errors.</exception>
    internal Task<RemoteManifest> GetAsync(CancellationToken cancellation) => _connection.RetryAsync(
        Call(HttpMethod.Get, Version), (response, c) => ReadAsync(response, _name.Digest, null, c), cancellation);

    /// <summary>Fetches a manifest or index that another document names.</summary>
    /// <exception cref="ImageException">It is not there, or not what was named.</exception>
    internal Task<RemoteManifest> GetAsync(Descriptor descriptor, CancellationToken cancellation) =>
        _connection.RetryAsync(
            Call(HttpMethod.Get, descriptor.Digest.ToString()),
            (response, c) => ReadAsync(response, descriptor.Digest, descriptor, c),
            cancellation);

    /// <summary>Fetches an image's configuration.</summary>
    /// <exception cref="ImageException">It is not there, or not what was named.</exception>
    internal Task<byte[]> GetConfigAsync(Descriptor descriptor, CancellationToken cancellation)
    {
        if (descriptor.Size > _limits.ConfigBytes)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded,
                $"configuration {descriptor.Digest}: has {descriptor.Size} bytes, more than the {_limits.ConfigBytes} that are accepted");
        }

        RegistryCall call = new()
        {
            Method = HttpMethod.Get,
            Target = _connection.Url($"{_name.Path}/blobs/{descriptor.Digest}"),
            Scopes = [TokenScope.Pull(_name.Path)],
        };
        return _connection.RetryAsync(
            call,
            async (response, c) =>
            {
                if (response.Status != HttpStatusCode.OK)
                {
                    RegistryError error = await RegistryError.ReadAsync(response, c);
                    response.ThrowIfTransient(error);
                    throw error.ToException($"configuration {descriptor.Digest}");
                }

                byte[] content = await response.ReadAsync(_limits.ConfigBytes, "configuration", c);
                return content.Length == descriptor.Size && descriptor.Digest.Matches(content)
                    ? content
                    : throw new ImageException(
                        ImageErrorKind.DigestMismatch,
                        $"configuration {descriptor.Digest}: registry {Host} has sent {content.Length} bytes "
                        + $"with the digest {Digest.Compute(content)}");
            },
            cancellation);
    }

    private string Version => _name.Digest?.ToString() ?? _name.Tag
        ?? throw new ImageException(
            ImageErrorKind.InvalidReference, $"{_name.Familiar}: has neither a tag nor a digest");

    private RegistryCall Call(HttpMethod method, string version) => new()
    {
        Method = method,
        Target = _connection.Url($"{_name.Path}/manifests/{version}"),
        Scopes = [TokenScope.Pull(_name.Path)],
        Headers = [.. Accepted.Select(type => ("Accept", type))],
    };

    private async Task<RemoteManifest> ReadAsync(
        RegistryResponse response, Digest? wanted, Descriptor? descriptor, CancellationToken cancellation)
    {
        if (response.Status != HttpStatusCode.OK)
        {
            RegistryError error = await RegistryError.ReadAsync(response, cancellation);
            response.ThrowIfTransient(error);
            throw Translate(error);
        }

        string mediaType = response.MediaType;
        CheckKind(response, mediaType);
        byte[] content = await response.ReadAsync(_limits.ManifestBytes, "manifest", cancellation);
        Digest digest = DigestOf(response, wanted, content);
        try
        {
            string kind = descriptor?.MediaType
                ?? (MediaTypes.IsManifest(mediaType) || MediaTypes.IsIndex(mediaType) ? mediaType : ManifestKinds.Detect(content));
            Descriptor found = descriptor ?? new Descriptor { MediaType = kind, Digest = digest, Size = content.Length };
            if (found.Size != content.Length)
            {
                throw new ImageException(
                    ImageErrorKind.DigestMismatch,
                    $"manifest {digest}: has {content.Length} of the {found.Size} bytes that it should have");
            }

            return MediaTypes.IsIndex(kind)
                ? new RemoteManifest(found, content, null, ImageIndex.Parse(content, kind))
                : new RemoteManifest(found, content, ImageManifest.Parse(content, kind), null);
        }
        catch (OciException e)
        {
            throw new ImageException(
                ImageErrorKind.InvalidContent,
                $"{_name.Familiar}: registry {Host} has sent a bad manifest: {e.Message}", e);
        }
    }

    private void CheckKind(RegistryResponse response, string mediaType)
    {
        if (mediaType.StartsWith(FirstSchemaPrefix, StringComparison.Ordinal))
        {
            throw new ImageException(
                ImageErrorKind.Unsupported,
                $"{_name.Familiar}: is in Docker's format of before 2016 (schema 1), which is not supported: "
                + "push it again with a newer client");
        }

        // Registries that know only bytes say so; what they are, the document says itself.
        bool maySayItself = mediaType is "" or "application/json" or "application/octet-stream" or "text/plain";
        if (!maySayItself && !MediaTypes.IsManifest(mediaType) && !MediaTypes.IsIndex(mediaType))
        {
            throw new ImageException(
                ImageErrorKind.InvalidContent,
                $"{_name.Familiar}: registry {Host} has sent {response.Kind}, not a manifest");
        }

        string encoding = response.Header("Content-Encoding") ?? "";
        if (encoding.Length > 0 && !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
        {
            throw new ImageException(
                ImageErrorKind.InvalidContent,
                $"{_name.Familiar}: registry {Host} has sent its manifest encoded ({PlainText.Line(encoding)}), "
                + "which was not asked for");
        }
    }

    private Digest DigestOf(RegistryResponse response, Digest? wanted, byte[] content)
    {
        Digest? said = null;
        if (response.Header("Docker-Content-Digest") is { Length: > 0 } header)
        {
            said = Digest.TryParse(header, out Digest parsed)
                ? parsed
                : throw new ImageException(
                    ImageErrorKind.InvalidContent,
                    $"{_name.Familiar}: registry {Host} announces {PlainText.Line(header)}, which is no digest");
        }

        Digest expected = wanted ?? said ?? Digest.Compute(content);
        return expected.Matches(content) && (said is null || said.Value.Matches(content))
            ? expected
            : throw new ImageException(
                ImageErrorKind.DigestMismatch,
                $"{_name.Familiar}: the manifest that registry {Host} has sent has the digest {Digest.Compute(content)}, "
                + $"where it should be {(expected.Matches(content) ? said : expected)}");
    }

    // Docker's words.
    private ImageException Translate(RegistryError error)
    {
        bool isMissing = error.Code == RegistryError.ManifestUnknown
            || (error.Code.Length == 0 && error.Status == HttpStatusCode.NotFound);
        string text = error.Code.Length == 0 && isMissing ? "manifest unknown: manifest unknown" : error.Text;
        return isMissing
                ? new ImageException(ImageErrorKind.NotFound, $"manifest for {_name.Familiar} not found: {text}")
            : error.Code == RegistryError.NameUnknown
                ? new ImageException(ImageErrorKind.NotFound, $"repository {_name.FamiliarName} not found: {text}")
            : error.Code == RegistryError.Denied
                ? new ImageException(
                    ImageErrorKind.Unauthorized,
                    $"pull access denied for {_name.FamiliarName}, "
                    + $"repository does not exist or may require 'docker login': {text}")
            : error.ToException();
    }
}
