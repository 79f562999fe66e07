using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Caisson.Images.Archives.Intake;

/// <summary>
/// Puts content into the store, one after the other, on a thread of its own: waiting for the disk and reading on overlap.
/// </summary>
internal sealed class CommitQueue : IDisposable
{
    // What waits holds descriptors, not memory; a few are enough to keep the disk busy.
    private const int WaitingMax = 8;

    private readonly BlockingCollection<(IDisposable Owner, Action Commit)> _waiting = new(WaitingMax);
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;

    internal CommitQueue()
    {
        _thread = new Thread(Run) { Name = "archive-commit", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Adds a step.</summary>
    /// <param name="owner">What is disposed after the step, and when the step is left out because one before has failed.</param>
    /// <param name="commit">The step.</param>
    internal void Add(IDisposable owner, Action commit)
    {
        if (Volatile.Read(ref _failure) is { } failure)
        {
            owner.Dispose();
            failure.Throw();
        }

        _waiting.Add((owner, commit));
    }

    /// <summary>Waits for all steps.</summary>
    internal void Finish()
    {
        _waiting.CompleteAdding();
        _thread.Join();
        _failure?.Throw();
    }

    /// <summary>Leaves out the steps that have not begun, and waits for the one that has.</summary>
    public void Dispose()
    {
        Interlocked.CompareExchange(
            ref _failure, ExceptionDispatchInfo.Capture(new ObjectDisposedException(nameof(CommitQueue))), null);
        _waiting.CompleteAdding();
        _thread.Join();
        _waiting.Dispose();
    }

    private void Run()
    {
        foreach ((IDisposable owner, Action commit) in _waiting.GetConsumingEnumerable())
        {
            using (owner)
            {
                if (Volatile.Read(ref _failure) is not null)
                {
                    continue;
                }

                try
                {
                    commit();
                }
                catch (Exception e)
                {
                    Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
                }
            }
        }
    }
}
