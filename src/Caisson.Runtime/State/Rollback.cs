namespace Caisson.Runtime.State;

/// <summary>What has to be undone, last first, unless everything went well.</summary>
internal sealed class Rollback : IDisposable
{
    private readonly Stack<Action> _actions = new();

    /// <summary>Remembers how to undo what was just done.</summary>
    internal void Add(Action action) => _actions.Push(action);

    /// <summary>Everything went well: nothing is undone.</summary>
    internal void Commit() => _actions.Clear();

    /// <summary>Undoes what is left. One failure does not keep the rest from being undone.</summary>
    public void Dispose()
    {
        while (_actions.TryPop(out Action? action))
        {
            try
            {
                action();
            }
            catch (Exception e) when (e is Linux.LinuxException or ContainerException or Linux.Cgroups.CgroupException)
            {
                // The error that started the rollback is the one the caller must hear.
            }
        }
    }
}
