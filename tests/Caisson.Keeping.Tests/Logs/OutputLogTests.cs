using System.Text;
using System.Text.Json;
using Caisson.Keeping.Logs;
using Caisson.Keeping.Protocol;

namespace Caisson.Keeping.Tests.Logs;

public sealed class OutputLogTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("caisson-log-").FullName;
    private readonly FakeCompressor _compressor = new();

    private string LogPath => Path.Combine(_folder, "c.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_JsonFile_IsDockersLine()
    {
        using OutputLog log = Open(LogKind.JsonFile, attributes: "{\"a\":\"b\"}");
        log.Write("hi <\"you\">\t\n"u8, isError: false, At);
        log.Write("oh\n"u8, isError: true, At.AddTicks(1_230_000));

        Assert.Equal(
            """
            {"log":"hi \u003c\"you\"\u003e\u0009\n","stream":"stdout","attrs":{"a":"b"},"time":"2026-01-02T03:04:05Z"}
            {"log":"oh\n","stream":"stderr","attrs":{"a":"b"},"time":"2026-01-02T03:04:05.123Z"}

            """,
            File.ReadAllText(LogPath));
    }

    [Fact]
    public void Write_AnyBytes_EachLineIsJson()
    {
        using OutputLog log = Open(LogKind.JsonFile);
        byte[] all = [.. Enumerable.Range(0, 256).Select(static i => (byte)i), .. "é€𝄞\u2028"u8, .. "\xF0\x9F"u8, (byte)'\n'];
        log.Write(all, isError: false, At);

        Assert.All(File.ReadAllLines(LogPath), static line => JsonDocument.Parse(line).Dispose());
        Assert.Contains("é€𝄞\\u2028", File.ReadAllText(LogPath), StringComparison.Ordinal);
    }

    [Fact]
    public void End_LineWithoutEnd_IsWrittenWithoutOne()
    {
        using OutputLog log = Open(LogKind.JsonFile);
        log.Write("tail"u8, isError: false, At);
        Assert.Equal("", File.ReadAllText(LogPath));

        log.End(At);

        Assert.Contains("\"log\":\"tail\",", File.ReadAllText(LogPath), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FileFull_KeepsSoManyFiles()
    {
        using OutputLog log = Open(LogKind.JsonFile, maxBytes: 200, maxFiles: 3);
        for (int i = 0; i < 20; i++)
        {
            log.Write(Encoding.ASCII.GetBytes($"line {i}\n"), isError: false, At);
        }

        Assert.Equal(["c.log", "c.log.1", "c.log.2"], Directory.GetFiles(_folder).Select(static f => Path.GetFileName(f)).Order());
        string kept = string.Concat(new[] { ".2", ".1", "" }.Select(n => File.ReadAllText(LogPath + n)));
        string[] lines = kept.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Enumerable.Range(20 - lines.Length, lines.Length), lines.Select(static l =>
            int.Parse(JsonDocument.Parse(l).RootElement.GetProperty("log").GetString()![5..])));
    }

    [Fact]
    public void Write_ManyLinesAtOnce_RotatesBetweenThem()
    {
        using OutputLog log = Open(LogKind.JsonFile, maxBytes: 1000, maxFiles: 100);
        log.Write(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 100).Select(static i => $"line {i}\n"))), isError: false, At);

        Assert.All(Directory.GetFiles(_folder), static f => Assert.InRange(new FileInfo(f).Length, 1, 1100));
        Assert.Equal(100, Directory.GetFiles(_folder).Sum(static f => File.ReadAllLines(f).Length));
    }

    [Fact]
    public void Write_OneFileAlone_IsEmptied()
    {
        using OutputLog log = Open(LogKind.JsonFile, maxBytes: 150, maxFiles: 1);
        for (int i = 0; i < 10; i++)
        {
            log.Write("line\n"u8, isError: false, At);
        }

        Assert.Single(Directory.GetFiles(_folder));
        Assert.InRange(new FileInfo(LogPath).Length, 1, 300);
    }

    [Fact]
    public void Write_WhileAFileIsCompressed_WaitsWithTheNext()
    {
        using OutputLog log = Open(LogKind.JsonFile, maxBytes: 100, maxFiles: 3, compresses: true);
        for (int i = 0; i < 10; i++)
        {
            log.Write("line\n"u8, isError: false, At);
        }

        Assert.Equal([LogPath + ".1"], _compressor.Begun.Select(static b => b.Path));
        _compressor.Begun[0].Done();
        log.Write("line\n"u8, isError: false, At);
        Assert.Equal(2, _compressor.Begun.Count);
    }

    [Fact]
    public void CompressStage_File_IsReplaced()
    {
        File.WriteAllText(LogPath, "text");

        Assert.Equal(0, CompressStage.Run([LogPath]));

        using var gzip = new System.IO.Compression.GZipStream(File.OpenRead(LogPath + ".gz"), System.IO.Compression.CompressionMode.Decompress);
        Assert.Equal("text", new StreamReader(gzip).ReadToEnd());
        Assert.False(File.Exists(LogPath));
    }

    private OutputLog Open(LogKind kind, long maxBytes = 0, int maxFiles = 1, bool compresses = false, string attributes = "") =>
        OutputLog.Open(new LogWish(kind, LogPath, maxBytes, maxFiles, compresses, attributes), new LogBuffer(), _compressor)!;

    private sealed class FakeCompressor : ILogCompressor
    {
        internal List<(string Path, Action Done)> Begun { get; } = [];

        public void Begin(string path, Action done) => Begun.Add((path, done));
    }
}
