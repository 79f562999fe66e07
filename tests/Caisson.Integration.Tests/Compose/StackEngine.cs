using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Compose;

/// <summary>An engine with the stack's image, and the comparison of the host's state around its whole life.</summary>
public sealed class StackEngine : IDisposable
{
    private readonly HostStateGuard _guard = new();
    private EngineUnderTest? _engine;

    /// <summary>The engine; the image is there, whatever a test has done to it.</summary>
    public EngineUnderTest Engine
    {
        get
        {
            Executables.Require("docker-compose", "docker-compose");
            _engine ??= EngineUnderTest.Start();
            if (_engine.Docker("image", "inspect", StackImage.Name).ExitCode != 0)
            {
                StackImage.BuildOn(_engine);
            }

            return _engine;
        }
    }

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
