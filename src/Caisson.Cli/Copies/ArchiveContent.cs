using System.Net;
using System.Net.Http.Headers;
using Caisson.Linux.Scheduling;

namespace Caisson.Cli.Copies;

/// <summary>The body of a request that is an archive, made while it is sent.</summary>
internal sealed class ArchiveContent : HttpContent
{
    private readonly Action<Stream> _write;

    /// <param name="write">Writes it; it runs on a thread of its own.</param>
    internal ArchiveContent(Action<Stream> write)
    {
        _write = write;
        Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => BlockingThread.RunAsync("archive", () =>
    {
        _write(stream);
        return true;
    });

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
