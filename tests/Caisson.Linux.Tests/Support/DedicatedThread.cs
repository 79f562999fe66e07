using System.Runtime.ExceptionServices;

namespace Caisson.Linux.Tests.Support;

/// <summary>Runs what changes a thread for good (its signal mask, its namespaces) on a thread that ends afterwards.</summary>
internal static class DedicatedThread
{
    /// <summary>Runs it to its end; what it raises is raised here.</summary>
    internal static void Run(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }
}
