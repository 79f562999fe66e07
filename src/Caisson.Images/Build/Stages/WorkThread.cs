namespace Caisson.Images.Build.Stages;

/// <summary>Runs work that waits for the disk on a thread of its own, so that it takes none of the pool's.</summary>
internal static class WorkThread
{
    /// <summary>Runs it.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="work">The work.</param>
    internal static Task<T> RunAsync<T>(string name, Func<T> work)
    {
        TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            try
            {
                result.SetResult(work());
            }
            catch (OperationCanceledException e)
            {
                result.SetCanceled(e.CancellationToken);
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        })
        {
            Name = name,
            IsBackground = true,
        };
        thread.Start();
        return result.Task;
    }
}
