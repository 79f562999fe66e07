using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Caisson.Integration.Tests.Images.Support;

/// <summary>A request to a <see cref="LoopbackServer"/>, and the connection to answer it on.</summary>
/// <param name="Method">GET, HEAD, ….</param>
/// <param name="Path">The path, without a query.</param>
/// <param name="Head">The request's lines.</param>
/// <param name="Stream">The connection.</param>
/// <param name="Stop">Cancelled when the server stops.</param>
public sealed record LoopbackRequest(string Method, string Path, string Head, NetworkStream Stream, CancellationToken Stop)
{
    /// <summary>Answers, and is done.</summary>
    /// <param name="status">The status: <c>200 OK</c>.</param>
    /// <param name="headers">Header fields beside the length, <c>Name: value</c>.</param>
    /// <param name="content">The content; a HEAD gets none.</param>
    /// <param name="claimedLength">The length that the answer claims; the content's own where null.</param>
    public async Task AnswerAsync(string status, IEnumerable<string> headers, byte[] content, long? claimedLength = null)
    {
        string length = (claimedLength ?? content.Length).ToString(CultureInfo.InvariantCulture);
        string head = string.Join("\r\n", [$"HTTP/1.1 {status}", .. headers, $"Content-Length: {length}", "Connection: close", "", ""]);
        await Stream.WriteAsync(Encoding.ASCII.GetBytes(head), Stop);
        if (Method != "HEAD")
        {
            await Stream.WriteAsync(content, Stop);
        }
    }

    /// <summary>Answers with the first bytes and then nothing more, until the client leaves or the server stops.</summary>
    /// <param name="headers">Header fields beside the length.</param>
    /// <param name="content">The first bytes.</param>
    /// <param name="claimedLength">The length that the answer claims.</param>
    public async Task StallAsync(IEnumerable<string> headers, byte[] content, long claimedLength)
    {
        await AnswerAsync("200 OK", headers, content, claimedLength);
        await Stream.CopyToAsync(System.IO.Stream.Null, Stop);
    }
}
