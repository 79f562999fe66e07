using System.Formats.Tar;
using System.Text;

namespace Caisson.Cli.Tests.Support;

/// <summary>Runs command lines in this process, on images of the test's own.</summary>
public abstract class CommandLineTest : IDisposable
{
    private readonly FixedClock _clock = new();

    protected CommandLineTest() => Folder = Directory.CreateTempSubdirectory("caisson-cli-").FullName;

    /// <summary>The test's own folder.</summary>
    protected string Folder { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs a command line.</summary>
    internal async Task<(int Status, FakeStreams Streams)> RunWithAsync(FakeStreams streams, params string[] words)
    {
        string[] all = ["--root", Path.Combine(Folder, "data"), "--config", Path.Combine(Folder, "config"), .. words];
        int status = await new Application(streams, _clock).RunAsync(all, TestContext.Current.CancellationToken);
        return (status, streams);
    }

    /// <summary>Runs a command line.</summary>
    internal Task<(int Status, FakeStreams Streams)> RunAsync(params string[] words) => RunWithAsync(new FakeStreams(), words);

    /// <summary>Runs a command line that must succeed.</summary>
    /// <returns>What it has written.</returns>
    internal async Task<string> OutputOfAsync(params string[] words)
    {
        (int status, FakeStreams streams) = await RunAsync(words);
        Assert.True(status == 0, $"{string.Join(' ', words)}: {status}: {streams.Error}");
        return streams.Output;
    }

    /// <summary>Makes an image of one file.</summary>
    /// <returns>Its id.</returns>
    internal async Task<string> ImportAsync(string? name, string contents = "x", params string[] changes)
    {
        string path = Path.Combine(Folder, $"{Guid.NewGuid():n}.tar");
        await using (FileStream file = File.Create(path))
        await using (TarWriter tar = new(file))
        {
            await tar.WriteEntryAsync(
                new PaxTarEntry(TarEntryType.RegularFile, "file") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(contents)) },
                TestContext.Current.CancellationToken);
        }

        string[] words = ["import", .. changes.SelectMany(c => new[] { "-c", c }), path, .. name is null ? Array.Empty<string>() : [name]];
        return (await OutputOfAsync(words)).Trim();
    }

    /// <summary>A clock that stands.</summary>
    internal sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    }
}
