using Caisson.Api.Hijacking;

namespace Caisson.Api.Streams;

/// <summary>A client whose connection is a raw stream.</summary>
internal sealed class HijackedClient(HijackedStream stream) : IByteClient
{
    /// <inheritdoc/>
    public CancellationToken Lost => stream.Lost;

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) => stream.ReadAsync(buffer, cancellation);

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => stream.WriteAsync(bytes, cancellation);
}
