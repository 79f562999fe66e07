namespace Caisson.Cli;

/// <summary>Work that blocks a thread for long, and must not block one of the pool's.</summary>
internal static class DedicatedThread
{
    /// <summary>Does it.</summary>
    /// <param name="name">What the thread is called.</param>
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
