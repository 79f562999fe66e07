namespace Caisson.Engine;

/// <summary>
/// Runs what blocks in system calls on threads of its own, so that the thread pool, which everything else shares, never
/// waits for them. A thread that has nothing to do for a while ends.
/// </summary>
internal static class BlockingWork
{
    private const int StackBytes = 512 << 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly Lock Gate = new();
    private static readonly Queue<Action> Work = new();
    private static readonly SemaphoreSlim Available = new(0);
    private static int _idle;

    /// <summary>Runs something.</summary>
    /// <param name="work">What.</param>
    /// <returns>Its result, or what it threw.</returns>
    internal static Task<T> RunAsync<T>(Func<T> work)
    {
        TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(() =>
        {
            try
            {
                result.SetResult(work());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        });
        return result.Task;
    }

    /// <summary>Runs something.</summary>
    /// <param name="work">What.</param>
    /// <returns>Completes when it is done, or with what it threw.</returns>
    internal static Task RunAsync(Action work) => RunAsync(() =>
    {
        work();
        return true;
    });

    private static void Enqueue(Action work)
    {
        bool needsThread;
        lock (Gate)
        {
            Work.Enqueue(work);
            needsThread = _idle < Work.Count;
            _idle += needsThread ? 1 : 0;
        }

        if (needsThread)
        {
            new Thread(Serve, StackBytes) { Name = "blocking-work", IsBackground = true }.Start();
        }

        Available.Release();
    }

    private static void Serve()
    {
        while (true)
        {
            bool isWoken = Available.Wait(Patience);
            Action? work;
            lock (Gate)
            {
                if (!Work.TryDequeue(out work))
                {
                    if (isWoken)
                    {
                        continue;
                    }

                    _idle--;
                    return;
                }

                _idle--;
            }

            work();
            lock (Gate)
            {
                _idle++;
            }
        }
    }
}
