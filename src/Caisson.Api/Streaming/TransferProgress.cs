using System.Collections.Concurrent;
using System.Diagnostics;
using Caisson.Formatting.Text;
using Caisson.Images.Registry;

namespace Caisson.Api.Streaming;

/// <summary>Tells a client how a pull or a push goes.</summary>
/// <param name="stream">The client.</param>
internal sealed class TransferProgress(ProgressStream stream) : IProgress<TransferEvent>
{
    private const int BarChars = 50;

    // As often as people can see it.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, long> _last = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Report(TransferEvent value)
    {
        if (value.TotalBytes <= 0 || value.Id is null)
        {
            stream.Write(new ProgressMessage
            {
                Status = value.Status,
                Id = value.Id,
                Detail = value.Id is null || value.Stage == TransferStage.Message ? null : new ProgressDetail(),
            });
            return;
        }

        long now = Stopwatch.GetTimestamp();
        bool isEnd = value.CurrentBytes >= value.TotalBytes;
        if (!isEnd && _last.TryGetValue(value.Id, out long last) && Stopwatch.GetElapsedTime(last, now) < Pause)
        {
            return;
        }

        _last[value.Id] = now;
        stream.Offer(new ProgressMessage
        {
            Status = value.Status,
            Id = value.Id,
            Detail = new ProgressDetail { Current = value.CurrentBytes, Total = value.TotalBytes },
            Bar = Bar(value.CurrentBytes, value.TotalBytes),
        });
    }

    // [=====>      ]  1.2MB/3.4MB, as old clients print it.
    private static string Bar(long current, long total)
    {
        int done = (int)(BarChars * Math.Clamp((double)current / total, 0, 1));
        string bar = done >= BarChars ? new string('=', BarChars) + ">" : (new string('=', done) + ">").PadRight(BarChars + 1);
        return $"[{bar}]  {HumanSize.Of(current)}/{HumanSize.Of(total)}";
    }
}
