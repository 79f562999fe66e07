namespace Caisson.Linux.Scheduling;

/// <summary>Runs what blocks for long (a program, a flush to the disk) on a thread of its own: the pool's are for what
/// does not.</summary>
public static class BlockingThread
{
    // The kernel shows 15 characters; PR_SET_NAME of prctl(2).
    private const int LongestName = 15;

    /// <summary>Runs something.</summary>
    /// <param name="name">What the thread is called; the first 15 characters of it.</param>
    /// <param name="work">The work.</param>
    /// <returns>Its result, or what it threw.</returns>
    public static Task<T> RunAsync<T>(string name, Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(work);
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
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
            Name = name.Length > LongestName ? name[..LongestName] : name,
            IsBackground = true,
        };
        thread.Start();
        return result.Task;
    }
}
