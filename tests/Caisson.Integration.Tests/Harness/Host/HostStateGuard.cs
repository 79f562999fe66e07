namespace Caisson.Integration.Tests.Harness.Host;

/// <summary>
/// Compares what the host looks like before and after a class of tests. What the class has left fails it, and is
/// removed, so that the classes after it are not blamed.
/// </summary>
public sealed class HostStateGuard : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HostState _before = HostState.Take();

    /// <inheritdoc/>
    public void Dispose()
    {
        // The kernel takes namespaces, cgroups and zombies away some moments after their last process.
        string[] leaks = [];
        if (!Wait.TryUntil(() => (leaks = HostState.Take().Since(_before)).Length == 0, Patience))
        {
            HostCleaner.Clean();
            throw new InvalidOperationException("left behind on the host:\n" + string.Join('\n', leaks));
        }
    }
}
