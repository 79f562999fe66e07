using System.Runtime.ExceptionServices;

namespace Caisson.Images.Layers.Buffers;

/// <summary>The first error of a pipeline's stages; whoever waits in one of its rings is woken by it.</summary>
/// <remarks>Thread: any.</remarks>
internal sealed class PipelineFailure
{
    private readonly Lock _lock = new();
    private readonly List<BufferRing> _rings = [];
    private ExceptionDispatchInfo? _first;

    /// <summary>Whether a stage has failed.</summary>
    internal bool IsSet => Volatile.Read(ref _first) is not null;

    /// <summary>The error, if there is one.</summary>
    internal Exception? Exception => Volatile.Read(ref _first)?.SourceException;

    /// <summary>Wakes a ring's users from now on.</summary>
    internal void Add(BufferRing ring)
    {
        lock (_lock)
        {
            _rings.Add(ring);
        }
    }

    /// <summary>Ends the pipeline with an error, unless it has failed already.</summary>
    internal void Report(Exception error)
    {
        BufferRing[] rings;
        lock (_lock)
        {
            if (error is StageStoppedException || _first is not null)
            {
                return;
            }

            Volatile.Write(ref _first, ExceptionDispatchInfo.Capture(error));
            rings = [.. _rings];
        }

        foreach (BufferRing ring in rings)
        {
            ring.Wake();
        }
    }

    /// <summary>Raises the error, if there is one.</summary>
    internal void ThrowIfSet() => _first?.Throw();
}
