namespace Caisson.Images.Tests.Support;

/// <summary>A directory that is gone after the test, whatever happens.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <param name="inMemory">Whether in memory, where there is such a place: much more happens in the same time.</param>
    internal TemporaryDirectory(bool inMemory = false) => Path = inMemory && Directory.Exists(Memory)
        ? Directory.CreateDirectory($"{Memory}/caisson-test-{Guid.NewGuid():n}").FullName
        : Directory.CreateTempSubdirectory("caisson-test-").FullName;

    internal string Path { get; }

    internal string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
