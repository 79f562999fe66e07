namespace Caisson.Images.Registry;

/// <summary>Runs what blocks for long (a program, a flush to the disk) on a thread of its own: the pool's are for what
/// does not.</summary>
internal static class DedicatedThread
{
    internal static Task<T> RunAsync<T>(string name, Func<T> work)
    {
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
            // The kernel shows 15 characters.
            Name = name.Length > 15 ? name[..15] : name,
            IsBackground = true,
        };
        thread.Start();
        return result.Task;
    }
}
