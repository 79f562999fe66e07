using System.Text.Json;
using System.Threading.Channels;
using Caisson.Api.Errors;
using Caisson.Images.Build;

namespace Caisson.Api.Streaming;

/// <summary>
/// An answer in lines of JSON that come while the work is done. What fails before the first line is answered with a status;
/// what fails afterwards is the last line.
/// </summary>
/// <remarks>Thread: any; lines stay whole and in their order.</remarks>
internal sealed class ProgressStream
{
    // Lines that a slow client may be behind; then whoever writes waits for it.
    private const int MaxPending = 1024;

    private readonly Channel<ProgressMessage> _lines = Channel.CreateBounded<ProgressMessage>(
        new BoundedChannelOptions(MaxPending) { SingleReader = true });

    private readonly ApiCall _call;
    private volatile bool _hasLines;

    private ProgressStream(ApiCall call) => _call = call;

    /// <summary>Does work that tells how it goes.</summary>
    /// <param name="call">The request.</param>
    /// <param name="work">The work.</param>
    internal static async Task RunAsync(ApiCall call, Func<ProgressStream, Task> work)
    {
        ProgressStream stream = new(call);
        Task sending = stream.SendAsync();
        try
        {
            await work(stream).ConfigureAwait(false);
        }
        catch (Exception e) when (stream._hasLines && e is not OperationCanceledException)
        {
            stream.Write(Describe(e));
        }
        finally
        {
            stream._lines.Writer.TryComplete();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!stream._hasLines)
        {
            await call.StreamAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Writes a line; waits where the client is far behind. After the client has gone, nothing happens.</summary>
    internal void Write(ProgressMessage message)
    {
        _hasLines = true;
        if (!_lines.Writer.TryWrite(message) && !_call.Gone.IsCancellationRequested)
        {
            try
            {
                _lines.Writer.WriteAsync(message, _call.Gone).AsTask().GetAwaiter().GetResult();
            }
            catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
            {
                // The work learns of it by its own token.
            }
        }
    }

    /// <summary>Writes a line that the client can do without, unless it is behind.</summary>
    internal void Offer(ProgressMessage message)
    {
        _hasLines = true;
        _lines.Writer.TryWrite(message);
    }

    private static ProgressMessage Describe(Exception exception)
    {
        string message = exception is RunFailedException ? exception.Message : ApiFault.Of(exception).Message;
        return new ProgressMessage
        {
            Error = message,
            ErrorDetail = new ProgressError { Message = message, Code = (exception as RunFailedException)?.ExitCode },
        };
    }

    private async Task SendAsync()
    {
        Stream? output = null;
        byte[] lineBreak = "\r\n"u8.ToArray();
        try
        {
            while (await _lines.Reader.WaitToReadAsync(_call.Gone).ConfigureAwait(false))
            {
                output ??= await _call.StreamAsync().ConfigureAwait(false);
                while (_lines.Reader.TryRead(out ProgressMessage? line))
                {
                    await output.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, ProgressJson.Wire.ProgressMessage), _call.Gone)
                        .ConfigureAwait(false);
                    await output.WriteAsync(lineBreak, _call.Gone).ConfigureAwait(false);
                }

                await output.FlushAsync(_call.Gone).ConfigureAwait(false);
            }
        }
        finally
        {
            // Nobody reads any more: whoever waits to write must not.
            _lines.Writer.TryComplete();
        }
    }
}
