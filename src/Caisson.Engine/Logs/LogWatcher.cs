using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Engine.Logs;

/// <summary>Tells when something is written to files of folders: one inotify(7) and one thread for all of the engine.</summary>
/// <remarks>Thread: any.</remarks>
internal sealed class LogWatcher : IDisposable
{
    private const InotifyMask Changes = InotifyMask.IN_MODIFY | InotifyMask.IN_CREATE | InotifyMask.IN_MOVED_TO;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, List<Watch>> _watches = [];
    private readonly EventFd _ended = new();
    private Inotify? _inotify;
    private Thread? _thread;

    /// <summary>Watches a folder until the result is disposed.</summary>
    /// <exception cref="LinuxException">ENOENT: there is no such folder; ENOSPC: too many are watched.</exception>
    internal Watch Begin(string folder)
    {
        lock (_lock)
        {
            _inotify ??= new Inotify();
            int number = _inotify.Watch(folder, Changes);
            var watch = new Watch(this, number);
            if (_watches.TryGetValue(number, out List<Watch>? others))
            {
                others.Add(watch);
            }
            else
            {
                _watches.Add(number, [watch]);
            }

            if (_thread is null)
            {
                _thread = new Thread(Run) { Name = "log-watch", IsBackground = true };
                _thread.Start();
            }

            return watch;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ended.Signal();
        _thread?.Join();
        _inotify?.Dispose();
        _ended.Dispose();
    }

    private void End(Watch watch)
    {
        lock (_lock)
        {
            if (_watches.TryGetValue(watch.Number, out List<Watch>? all) && all.Remove(watch) && all.Count == 0)
            {
                _watches.Remove(watch.Number);
                try
                {
                    _inotify?.Unwatch(watch.Number);
                }
                catch (Exception e) when (e is LinuxException or ObjectDisposedException)
                {
                    // The folder has gone before.
                }
            }
        }
    }

    private void Run()
    {
        byte[] buffer = new byte[16 * Inotify.MinBufferBytes];
        Span<PollEntry> entries = [new(_inotify, PollEvents.POLLIN), new(_ended, PollEvents.POLLIN)];
        while (!entries[1].CanRead)
        {
            Poll.Wait(entries, Timeout.InfiniteTimeSpan);
            while (_inotify!.TryTake(buffer, out InotifyEvents events))
            {
                foreach (InotifyEvent happened in events)
                {
                    Wake(happened.Watch);
                }
            }
        }
    }

    private void Wake(int number)
    {
        lock (_lock)
        {
            // -1: some were lost, whose ever.
            foreach ((int watched, List<Watch> watches) in _watches)
            {
                if (number == watched || number < 0)
                {
                    watches.ForEach(static watch => watch.Wake());
                }
            }
        }
    }

    /// <summary>A folder that is watched.</summary>
    internal sealed class Watch(LogWatcher watcher, int number) : IDisposable
    {
        private TaskCompletionSource _changed = New();

        /// <summary>Its number with the kernel.</summary>
        internal int Number => number;

        /// <summary>Completes when something has changed since the last call.</summary>
        internal Task ChangedAsync() => Volatile.Read(ref _changed).Task;

        /// <summary>What changes from here on is to be told; to be called before one looks.</summary>
        internal void Reset()
        {
            if (Volatile.Read(ref _changed).Task.IsCompleted)
            {
                Volatile.Write(ref _changed, New());
            }
        }

        /// <inheritdoc/>
        public void Dispose() => watcher.End(this);

        internal void Wake() => Volatile.Read(ref _changed).TrySetResult();

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
