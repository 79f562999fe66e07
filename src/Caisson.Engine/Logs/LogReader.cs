using System.Runtime.CompilerServices;
using Caisson.Engine.Sandboxes;
using Caisson.Linux;

namespace Caisson.Engine.Logs;

/// <summary>Reads what has been written down of a container's output, and what is written meanwhile.</summary>
public sealed class LogReader : IDisposable
{
    private const int ReadBytes = 64 << 10;

    private readonly LogWatcher _watcher = new();

    /// <inheritdoc/>
    public void Dispose() => _watcher.Dispose();

    /// <summary>Reads a log.</summary>
    /// <param name="settings">Where it is.</param>
    /// <param name="query">Which part of it.</param>
    /// <param name="ended">Completes when nothing more will be written; only a reader that follows waits for it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="EngineException">The driver cannot be read from.</exception>
    public async IAsyncEnumerable<LogLine> ReadAsync(
        LogSettings settings, LogQuery query, Task ended, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(ended);
        ILogDecoder decoder = DecoderOf(settings);
        var files = new LogFiles(settings);
        using LogWatcher.Watch? watch = query.Follows ? TryWatch(files) : null;
        List<FileStream> open = await BlockingWork.RunAsync(() => OpenWanted(files, decoder, query.Tail)).ConfigureAwait(false);
        FileStream? last = null;
        var buffer = new ReadBuffer();
        try
        {
            foreach (FileStream file in open)
            {
                last = file;
                buffer.Clear();
                await foreach (LogLine line in ReadToEndAsync(file, buffer, decoder, query, cancellation).ConfigureAwait(false))
                {
                    if (IsPast(line, query))
                    {
                        yield break;
                    }

                    yield return line;
                }
            }

            while (watch is not null)
            {
                // In this order: what is written before the end was told is read after it.
                bool isLast = ended.IsCompleted;
                watch.Reset();
                FileStream? next = last is null ? files.OpenCurrent() : null;
                if (next is null && last is not null)
                {
                    ulong inode = LogFiles.InodeOf(last);
                    bool isReplaced = files.OpenNext(inode) is { } following && (next = following) is not null;
                    Rewind(last, buffer);
                    await foreach (LogLine line in ReadToEndAsync(last, buffer, decoder, query, cancellation).ConfigureAwait(false))
                    {
                        if (IsPast(line, query))
                        {
                            next?.Dispose();
                            yield break;
                        }

                        yield return line;
                    }

                    isLast &= !isReplaced;
                }

                if (next is not null)
                {
                    buffer.Clear();
                    open.Add(next);
                    last = next;
                }
                else if (isLast)
                {
                    yield break;
                }
                else
                {
                    await WaitAsync(watch, ended, query.Until, cancellation).ConfigureAwait(false);
                    if (query.Until is { } until && TimeProvider.System.GetUtcNow() > until)
                    {
                        yield break;
                    }
                }
            }
        }
        finally
        {
            open.ForEach(static file => file.Dispose());
        }
    }

    private LogWatcher.Watch? TryWatch(LogFiles files)
    {
        try
        {
            return _watcher.Begin(files.Folder);
        }
        catch (LinuxException e)
        {
            throw new EngineException(EngineErrorKind.System, $"the log cannot be followed: {e.Message}", e);
        }
    }

    private static ILogDecoder DecoderOf(LogSettings settings) => settings switch
    {
        { Driver: "json-file", Path.Length: > 0 } => new JsonLogDecoder(),
        { Driver: "local", Path.Length: > 0 } => new LocalLogDecoder([.. settings.Attributes ?? new Dictionary<string, string>()]),
        _ => throw new EngineException(
            EngineErrorKind.NotImplemented, "configured logging driver does not support reading"),
    };

    // The files from the one on that the wanted lines begin in, which is at that place.
    private static List<FileStream> OpenWanted(LogFiles files, ILogDecoder decoder, int? tail)
    {
        List<FileStream> all = files.OpenAll();
        int wanted = tail ?? int.MaxValue;
        for (int i = all.Count - 1; i >= 0 && tail is not null; i--)
        {
            if (wanted == 0)
            {
                if (i == all.Count - 1)
                {
                    all[i].Position = all[i].Length;
                }
                else
                {
                    all[i].Dispose();
                    all.RemoveAt(i);
                }

                continue;
            }

            all[i].Position = decoder.FindLast(all[i], wanted, out int found);
            wanted -= found;
        }

        return all;
    }

    private static async IAsyncEnumerable<LogLine> ReadToEndAsync(
        FileStream file, ReadBuffer buffer, ILogDecoder decoder, LogQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            int count = await file.ReadAsync(buffer.Room(ReadBytes), cancellation).ConfigureAwait(false);
            buffer.Add(count);
            while (decoder.TryTake(buffer.Bytes, out LogLine? line) is var taken and > 0)
            {
                buffer.Skip(taken);
                if (line is not null && !(line.At < query.Since))
                {
                    yield return line;
                }
            }

            if (count == 0)
            {
                yield break;
            }
        }
    }

    // With one file alone the keeper empties it when it is full.
    private static void Rewind(FileStream file, ReadBuffer buffer)
    {
        if (file.Length < file.Position)
        {
            file.Position = 0;
            buffer.Clear();
        }
    }

    private static bool IsPast(LogLine line, LogQuery query) => line.At > query.Until;

    private static async Task WaitAsync(LogWatcher.Watch watch, Task ended, DateTimeOffset? until, CancellationToken cancellation)
    {
        Task any = ended.IsCompleted ? watch.ChangedAsync() : Task.WhenAny(watch.ChangedAsync(), ended);
        if (until is not { } moment)
        {
            await any.WaitAsync(cancellation).ConfigureAwait(false);
            return;
        }

        TimeSpan left = moment - TimeProvider.System.GetUtcNow();
        TimeSpan limit = left < TimeSpan.Zero ? TimeSpan.Zero : left > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : left;
        await any.WaitAsync(limit + TimeSpan.FromMilliseconds(1), cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    private sealed class ReadBuffer
    {
        private byte[] _bytes = new byte[ReadBytes];
        private int _start;
        private int _end;

        internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(_start, _end - _start);

        internal Memory<byte> Room(int count)
        {
            if (_end + count > _bytes.Length)
            {
                byte[] larger = _end - _start + count <= _bytes.Length ? _bytes : new byte[Math.Max(_end - _start + count, _bytes.Length * 2)];
                Bytes.CopyTo(larger);
                (_bytes, _start, _end) = (larger, 0, _end - _start);
            }

            return _bytes.AsMemory(_end, count);
        }

        internal void Add(int count) => _end += count;

        internal void Skip(int count) => _start += count;

        internal void Clear() => _start = _end = 0;
    }
}
