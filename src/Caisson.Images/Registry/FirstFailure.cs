using System.Runtime.ExceptionServices;

namespace Caisson.Images.Registry;

/// <summary>Does several things at once; when one fails, the others end, and what is reported is the first failure, not
/// what came of it.</summary>
internal static class FirstFailure
{
    internal static async Task WhenAllAsync<T>(
        IEnumerable<T> items, Func<T, CancellationToken, Task> work, CancellationToken cancellation)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Exception? first = null;
        await Task.WhenAll(items.Select(GuardedAsync));
        if (first is not null)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        async Task GuardedAsync(T item)
        {
            try
            {
                await work(item, linked.Token);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref first, e, null);
                await linked.CancelAsync();
            }
        }
    }
}
