[assembly: AssemblyFixture(typeof(TestRunEnd))]

namespace Caisson.Integration.Tests.Harness;

/// <summary>Removes what the run has left after its last test, however long that takes: a process that ends is given ten
/// seconds.</summary>
public sealed class TestRunEnd : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => TestRun.End();
}
