namespace Caisson.Engine.Containers;

/// <summary>Those who wait for the end of a container.</summary>
/// <remarks>Thread: any.</remarks>
internal sealed class ContainerWaits
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<ContainerExit>? _end;
    private TaskCompletionSource<ContainerExit>? _removal;

    /// <summary>The next end.</summary>
    internal Task<ContainerExit> NextEnd()
    {
        lock (_lock)
        {
            return (_end ??= New()).Task;
        }
    }

    /// <summary>The removal.</summary>
    internal Task<ContainerExit> Removal()
    {
        lock (_lock)
        {
            return (_removal ??= New()).Task;
        }
    }

    /// <summary>It has ended.</summary>
    internal void Ended(ContainerExit exit)
    {
        lock (_lock)
        {
            _end?.SetResult(exit);
            _end = null;
        }
    }

    /// <summary>It has been removed, or could not be.</summary>
    internal void Removed(ContainerExit exit)
    {
        lock (_lock)
        {
            _end?.SetResult(exit);
            _end = null;
            _removal?.SetResult(exit);
            _removal = null;
        }
    }

    private static TaskCompletionSource<ContainerExit> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
