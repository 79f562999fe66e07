using System.Collections.Concurrent;
using Caisson.Linux.Descriptors;

namespace Caisson.Linux.Namespaces;

/// <summary>
/// Runs short pieces of work in network namespaces, on threads of its own: a thread of the pool must never change its
/// namespaces, since whoever runs on it next would be somewhere else without knowing.
/// </summary>
/// <remarks>Thread: any may hand in work; it waits until the work is done.</remarks>
public sealed class NamespaceThread : IDisposable
{
    private const int StackBytes = 256 * 1024;
    private readonly BlockingCollection<Request> _requests = [];
    private readonly FileDescriptor _home;
    private readonly Thread[] _threads;

    /// <summary>Starts the threads; they are at home in the calling thread's network namespace.</summary>
    /// <param name="count">How many pieces of work can be done at a time.</param>
    public NamespaceThread(int count = 2)
    {
        _home = NetworkNamespace.OpenOwn();
        _threads = new Thread[count];
        for (int i = 0; i < count; i++)
        {
            _threads[i] = new Thread(Serve, StackBytes) { Name = "netns", IsBackground = true };
            _threads[i].Start();
        }
    }

    /// <summary>Runs work at home: in the namespace of the thread that made this object.</summary>
    /// <param name="work">The work.</param>
    public Task<T> RunAtHomeAsync<T>(Func<T> work) => Enqueue(null, false, work);

    /// <summary>Runs work in a namespace.</summary>
    /// <param name="target">The namespace, open until the work is done.</param>
    /// <param name="work">The work.</param>
    public Task<T> RunAsync<T>(FileDescriptor target, Func<T> work) => Enqueue(target, false, work);

    /// <summary>Runs work in a new namespace, which is gone after it unless the work keeps it.</summary>
    /// <param name="work">The work.</param>
    public Task<T> RunInNewAsync<T>(Func<T> work) => Enqueue(null, true, work);

    /// <summary>Lets what was handed in be done, and ends the threads.</summary>
    public void Dispose()
    {
        if (_requests.IsAddingCompleted)
        {
            return;
        }

        _requests.CompleteAdding();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _requests.Dispose();
        _home.Dispose();
    }

    private Task<T> Enqueue<T>(FileDescriptor? target, bool isNew, Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Add(new Request(
            target,
            isNew,
            () =>
            {
                T result = work();
                return () => done.SetResult(result);
            },
            done.SetException));
        return done.Task;
    }

    private void Serve()
    {
        foreach (Request request in _requests.GetConsumingEnumerable())
        {
            Action answer;
            try
            {
                answer = Run(request);
            }
            catch (Exception e)
            {
                answer = () => request.Fail(e);
            }

            if (request.Target is not null || request.IsNew)
            {
                // A thread that could not come home would do the next piece of work in the wrong place: then the process ends.
                NetworkNamespace.Enter(_home);
            }

            answer();
        }
    }

    private static Action Run(Request request)
    {
        if (request.IsNew)
        {
            NetworkNamespace.EnterFresh();
        }
        else if (request.Target is { } target)
        {
            NetworkNamespace.Enter(target);
        }

        return request.Work();
    }

    private sealed record Request(FileDescriptor? Target, bool IsNew, Func<Action> Work, Action<Exception> Fail);
}
