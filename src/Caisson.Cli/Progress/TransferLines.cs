using System.Collections.Concurrent;
using Caisson.Cli.Output;
using Caisson.Images.Registry;

namespace Caisson.Cli.Progress;

/// <summary>How a transfer goes, in lines, where there is no terminal: what happens, not how far it is.</summary>
internal sealed class TransferLines(Streams streams) : IProgress<TransferEvent>
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, string> _last = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Report(TransferEvent value)
    {
        if (value.TotalBytes > 0 || value.Stage == TransferStage.Waiting)
        {
            return;
        }

        lock (_lock)
        {
            if (value.Id is null)
            {
                streams.WriteLine(value.Status);
            }
            else if (!_last.TryGetValue(value.Id, out string? last) || last != value.Status)
            {
                _last[value.Id] = value.Status;
                streams.WriteLine($"{value.Id}: {value.Status}");
            }
        }
    }
}
