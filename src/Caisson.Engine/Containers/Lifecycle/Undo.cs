namespace Caisson.Engine.Containers.Lifecycle;

/// <summary>What has to be undone where a later step fails, the latest first.</summary>
internal sealed class Undo : IAsyncDisposable
{
    private readonly Stack<Func<Task>> _steps = new();

    /// <summary>Adds a step.</summary>
    internal void Add(Action step) => _steps.Push(() =>
    {
        step();
        return Task.CompletedTask;
    });

    /// <summary>Adds a step.</summary>
    internal void Add(Func<Task> step) => _steps.Push(step);

    /// <summary>All went well: nothing is undone.</summary>
    internal void Commit() => _steps.Clear();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_steps.TryPop(out Func<Task>? step))
        {
            try
            {
                await step().ConfigureAwait(false);
            }
            catch (Exception e) when (e is EngineException or Linux.LinuxException or IOException)
            {
                // What failed first is what the client has to know; the next start of the engine removes what is left.
            }
        }
    }
}
