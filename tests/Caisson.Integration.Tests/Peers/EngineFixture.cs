namespace Caisson.Integration.Tests.Peers;

/// <summary>
/// One engine for all tests of a class, started by the first that runs, and the comparison of the host's state around
/// the engine's whole life.
/// </summary>
/// <typeparam name="T">The engine.</typeparam>
public sealed class EngineFixture<T> : IDisposable
    where T : ContainerEngine, new()
{
    private readonly HostStateGuard _guard = new();
    private T? _engine;

    /// <summary>The engine.</summary>
    public T Engine => _engine ??= new T();

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _engine?.Dispose();
        }
        finally
        {
            _guard.Dispose();
        }
    }
}
