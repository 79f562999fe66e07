using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Caisson.Images.Build.Context;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build.Files;

/// <summary>Gets the URL of an ADD: a file with mode 0600 and the time of its Last-Modified, and never unpacked.</summary>
internal sealed class Download
{
    private const int BufferBytes = 128 << 10;
    private const uint FileMode = 0b110_000_000;
    private const string Unnamed = "__unnamed__";

    // A server that sends nothing for so long is not going to.
    private static readonly TimeSpan StallLimit = TimeSpan.FromMinutes(1);

    private static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        MaxAutomaticRedirections = 10,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly string _url;
    private readonly string _folder;
    private readonly string _destination;
    private readonly Digest? _checksum;
    private readonly ImageLimits _limits;

    /// <summary>Prepares a download.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="folder">Where the file goes.</param>
    /// <param name="destination">The destination of the ADD: without a name, it has to be a file.</param>
    /// <param name="checksum">The digest that the file must have; empty for any.</param>
    /// <param name="limits">How much is accepted.</param>
    internal Download(string url, string folder, string destination, string checksum, ImageLimits limits)
    {
        _url = url;
        _folder = folder;
        _destination = destination;
        _limits = limits;
        if (checksum.Length > 0)
        {
            _checksum = Digest.TryParse(checksum, out Digest digest)
                ? digest
                : throw new ImageException(ImageErrorKind.InvalidContent, $"ADD failed: invalid checksum {checksum}");
        }
    }

    /// <summary>Whether a source is a URL rather than a path.</summary>
    /// <exception cref="ImageException">It is that of a git repository.</exception>
    internal static bool IsUrl(string source)
    {
        if (source.StartsWith("git://", StringComparison.Ordinal) || source.StartsWith("git@", StringComparison.Ordinal)
            || source.StartsWith("ssh://", StringComparison.Ordinal))
        {
            throw new ImageException(
                ImageErrorKind.Unsupported, $"ADD {source}: git repositories are not supported: clone it into the build context");
        }

        return source.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || source.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Gets the file.</summary>
    /// <returns>Its name in the folder.</returns>
    internal async Task<string> RunAsync(CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage response = await Client
                .GetAsync(new Uri(_url), HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw Failed(
                    response.StatusCode == HttpStatusCode.NotFound ? ImageErrorKind.NotFound : ImageErrorKind.Unavailable,
                    $"{_url}: {(int)response.StatusCode} {response.ReasonPhrase}");
            }

            string name = NameOf(response);
            await SaveAsync(response, name, cancellation).ConfigureAwait(false);
            return name;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UriFormatException)
        {
            throw new ImageException(ImageErrorKind.Unavailable, $"ADD failed: {_url}: {e.Message}", e);
        }
    }

    private async Task SaveAsync(HttpResponseMessage response, string name, CancellationToken cancellation)
    {
        using FileDescriptor folder = FileSystem.Open(_folder, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        using FileDescriptor file = FileSystem.Open(
            name, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW, FileMode, folder);
        HashAlgorithmName algorithm = _checksum?.HashName ?? HashAlgorithmName.SHA256;
        using IncrementalHash hash = IncrementalHash.CreateHash(algorithm);
        using Stream body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long total = 0;
            for (int count = await ReadAsync(body, buffer, cancellation).ConfigureAwait(false);
                count > 0;
                count = await ReadAsync(body, buffer, cancellation).ConfigureAwait(false))
            {
                total += count;
                if (total > _limits.BlobBytes)
                {
                    throw Failed(
                        ImageErrorKind.LimitExceeded, $"{_url} has more than the {_limits.BlobBytes} bytes that are accepted");
                }

                hash.AppendData(buffer, 0, count);
                file.WriteAll(buffer.AsSpan(0, count));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        Digest digest = Digest.FromHash(algorithm, hash.GetHashAndReset());
        if (_checksum is { } expected && expected != digest)
        {
            throw Failed(ImageErrorKind.DigestMismatch, $"digest mismatch {digest}: {expected}");
        }

        FileSystem.ChangeMode(file, FileMode);
        long modified = Math.Max(0, response.Content.Headers.LastModified?.ToUnixTimeSeconds() ?? 0);
        DirectoryCalls.ChangeTimes(file, new FileTime(modified));
    }

    private static async ValueTask<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellation)
    {
        using CancellationTokenSource stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stall.CancelAfter(StallLimit);
        try
        {
            return await body.ReadAsync(buffer, stall.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"nothing came for {StallLimit.TotalSeconds} seconds", e);
        }
    }

    // The last name of the URL, or what the server calls it; what is neither can only be given a name by the destination.
    private string NameOf(HttpResponseMessage response)
    {
        string path = Uri.UnescapeDataString(new Uri(_url).AbsolutePath);
        string? given = response.Content.Headers.ContentDisposition is { } disposition
            ? disposition.FileNameStar ?? disposition.FileName?.Trim('"')
            : null;
        foreach (string? candidate in (ReadOnlySpan<string?>)[path, given])
        {
            if (!string.IsNullOrEmpty(candidate) && !candidate.EndsWith('/') && IsFileName(CleanPath.Base(candidate)))
            {
                return CleanPath.Base(candidate);
            }
        }

        return !_destination.EndsWith('/') ? Unnamed
            : throw Failed(ImageErrorKind.InvalidContent, $"cannot determine filename for source {_url}");
    }

    private bool IsFileName(string name) => name is not ("." or ".." or "/") && !name.Contains('\0', StringComparison.Ordinal)
        && Encoding.UTF8.GetByteCount(name) <= _limits.NameBytes;

    private static ImageException Failed(ImageErrorKind kind, string message) => new(kind, $"ADD failed: {message}");
}
