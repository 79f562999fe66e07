namespace Caisson.DockerDotNet.Tests;

/// <summary>Passes on what a stream reports, at once and in order, which <see cref="Progress{T}"/> does not promise.</summary>
/// <typeparam name="T">What is reported.</typeparam>
/// <param name="take">Takes it.</param>
internal sealed class Observer<T>(Action<T> take) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => take(value);
}
