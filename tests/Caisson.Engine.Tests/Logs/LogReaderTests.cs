using System.Globalization;
using System.IO.Compression;
using System.Text;
using Caisson.Engine.Logs;
using Caisson.Engine.Sandboxes;
using Caisson.Keeping.Logs;

namespace Caisson.Engine.Tests.Logs;

public sealed class LogReaderTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("caisson-log-").FullName;
    private readonly LogReader _reader = new();

    private string LogPath => Path.Combine(_folder, "c.log");

    private LogSettings Settings => new("json-file", LogPath, 0, 4, true, null);

    public void Dispose()
    {
        _reader.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Read_RotatedAndCompressed_IsInOrder()
    {
        Compress(LogPath + ".2.gz", Lines(0, 3));
        File.WriteAllText(LogPath + ".1", Lines(3, 3));
        File.WriteAllText(LogPath, Lines(6, 3));

        Assert.Equal(Numbers(0, 9), await ReadAsync(new LogQuery()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(100)]
    public async Task Read_Tail_IsTheLastOfAllFiles(int tail)
    {
        Compress(LogPath + ".2.gz", Lines(0, 3));
        File.WriteAllText(LogPath + ".1", Lines(3, 3));
        File.WriteAllText(LogPath, Lines(6, 3));
        int count = Math.Min(tail, 9);

        Assert.Equal(Numbers(9 - count, count), await ReadAsync(new LogQuery { Tail = tail }));
    }

    [Fact]
    public async Task Read_TailOfLongFile_IsFoundFromTheEnd()
    {
        File.WriteAllText(LogPath, Lines(0, 5000));

        Assert.Equal(Numbers(4000, 1000), await ReadAsync(new LogQuery { Tail = 1000 }));
    }

    [Fact]
    public async Task Read_SinceAndUntil_AreInclusive()
    {
        File.WriteAllText(LogPath, Lines(0, 10));

        Assert.Equal(Numbers(3, 4), await ReadAsync(new LogQuery { Since = Start.AddSeconds(3), Until = Start.AddSeconds(6) }));
    }

    [Fact]
    public async Task Read_DamagedLine_IsPassedOver()
    {
        File.WriteAllText(LogPath, Lines(0, 1) + "{\"log\":\n" + Lines(1, 1) + "{\"log\":\"half");

        Assert.Equal(Numbers(0, 2), await ReadAsync(new LogQuery()));
    }

    [Fact]
    public async Task Read_LineOfDocker_HasItsParts()
    {
        File.WriteAllText(
            LogPath, """{"log":"a\u003cé\n","stream":"stderr","attrs":{"k":"v"},"time":"2026-01-01T00:00:00.123456789Z"}""" + "\n");
        LogLine line = await _reader.ReadAsync(Settings, new LogQuery(), Task.CompletedTask, TestContext.Current.CancellationToken)
            .FirstAsync(TestContext.Current.CancellationToken);

        Assert.True(line.IsError);
        Assert.Equal("a<é\n", Encoding.UTF8.GetString(line.Text.Span));
        Assert.Equal(Start.AddTicks(1234567), line.At);
        Assert.Equal([new("k", "v")], line.Attributes);
    }

    [Fact]
    public async Task Read_NoFile_IsEmpty() => Assert.Empty(await ReadAsync(new LogQuery()));

    [Fact]
    public async Task Read_DriverNone_SaysSo()
    {
        EngineException e = await Assert.ThrowsAsync<EngineException>(async () => await _reader
            .ReadAsync(new LogSettings("none", null, 0, 1, false, null), new LogQuery(), Task.CompletedTask, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken));

        Assert.Equal("configured logging driver does not support reading", e.Message);
    }

    [Fact]
    public async Task Read_Local_IsBinarySafeAndHasATail()
    {
        var buffer = new LogBuffer();
        LocalLog.Write(buffer, [0, 255], endsLine: true, isError: false, Start);
        LocalLog.Write(buffer, "two"u8, endsLine: false, isError: true, Start.AddSeconds(1));
        File.WriteAllBytes(LogPath, buffer.Bytes.ToArray());
        LogSettings local = Settings with { Driver = "local" };
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        List<LogLine> all = await _reader.ReadAsync(local, new LogQuery(), Task.CompletedTask, cancellation).ToListAsync(cancellation);
        List<LogLine> tail = await _reader.ReadAsync(local, new LogQuery { Tail = 1 }, Task.CompletedTask, cancellation).ToListAsync(cancellation);

        Assert.Equal([0, 255, (byte)'\n'], all[0].Text.ToArray());
        Assert.Equal("two"u8.ToArray(), Assert.Single(tail).Text.ToArray());
        Assert.True(tail[0].IsError);
    }

    [Fact]
    public async Task Follow_LinesInPieces_ComeWhole()
    {
        string text = Lines(0, 2);
        File.WriteAllText(LogPath, text[..10]);
        var ended = new TaskCompletionSource();
        await using IAsyncEnumerator<LogLine> lines = Follow(ended.Task);
        ValueTask<bool> first = lines.MoveNextAsync();
        File.AppendAllText(LogPath, text[10..]);

        Assert.True(await first);
        Assert.Equal("0\n", Text(lines.Current));
        Assert.True(await lines.MoveNextAsync());
        ValueTask<bool> end = lines.MoveNextAsync();
        ended.SetResult();
        Assert.False(await end);
    }

    [Fact]
    public async Task Follow_FileIsRotated_MissesNothing()
    {
        var ended = new TaskCompletionSource();
        File.WriteAllText(LogPath, "");
        var read = new List<int>();
        Task reading = Task.Run(async () =>
        {
            await foreach (LogLine line in _reader.ReadAsync(
                Settings, new LogQuery { Follows = true }, ended.Task, TestContext.Current.CancellationToken))
            {
                read.Add(int.Parse(Text(line), CultureInfo.InvariantCulture));
            }
        }, TestContext.Current.CancellationToken);
        for (int file = 0; file < 3; file++)
        {
            for (int i = 0; i < 50; i++)
            {
                File.AppendAllText(LogPath, Lines((file * 50) + i, 1));
            }

            for (int number = file; number > 0; number--)
            {
                File.Move($"{LogPath}.{number}", $"{LogPath}.{number + 1}");
            }

            File.Move(LogPath, LogPath + ".1");
            File.WriteAllText(LogPath, "");
        }

        ended.SetResult();
        await reading;

        Assert.Equal(Numbers(0, 150), read);
    }

    private IAsyncEnumerator<LogLine> Follow(Task ended) =>
        _reader.ReadAsync(Settings, new LogQuery { Follows = true }, ended, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);

    private async Task<List<int>> ReadAsync(LogQuery query) =>
        await _reader.ReadAsync(Settings, query, Task.CompletedTask, TestContext.Current.CancellationToken)
            .Select(line => int.Parse(Text(line), CultureInfo.InvariantCulture))
            .ToListAsync(TestContext.Current.CancellationToken);

    private static string Text(LogLine line) => Encoding.UTF8.GetString(line.Text.Span);

    private static IEnumerable<int> Numbers(int start, int count) => Enumerable.Range(start, count);

    private static string Lines(int start, int count)
    {
        var buffer = new LogBuffer();
        foreach (int number in Numbers(start, count))
        {
            byte[] text = Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
            JsonLogLine.Write(buffer, text, endsLine: true, isError: false, [], Start.AddSeconds(number));
        }

        return Encoding.UTF8.GetString(buffer.Bytes);
    }

    private static void Compress(string path, string text)
    {
        using var gzip = new GZipStream(File.Create(path), CompressionMode.Compress);
        gzip.Write(Encoding.UTF8.GetBytes(text));
    }
}
