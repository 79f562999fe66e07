namespace Caisson.Api.Streams;

/// <summary>A client that bytes go to and come from.</summary>
internal interface IByteClient
{
    /// <summary>Cancelled when the client is gone altogether.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Reads what it sends; 0 when it sends no more.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation);

    /// <summary>Writes, and waits for a slow client.</summary>
    /// <exception cref="IOException">It is gone.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation);
}
