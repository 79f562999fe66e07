namespace Caisson.Integration.Tests.Engines;

/// <summary>
/// One engine for all tests of a collection, started by the first that runs, and the comparison of the host's state
/// around its whole life.
/// </summary>
public sealed class SharedEngine : IDisposable
{
    private readonly HostStateGuard _guard = new();
    private EngineUnderTest? _engine;

    /// <summary>The engine.</summary>
    public EngineUnderTest Engine => _engine ??= EngineUnderTest.Start();

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
