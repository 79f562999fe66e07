using System.Text.RegularExpressions;
using Caisson.Cli.Progress;
using Caisson.Cli.Tests.Support;
using Caisson.Images.Registry;

namespace Caisson.Cli.Tests.Progress;

public sealed partial class TransferBarsTests
{
    private static readonly TransferEvent Half = new(TransferStage.Downloading, "Downloading", "moving", 50, 100);

    [Theory]
    [InlineData(TransferStage.Pulled, "Pull complete")]
    [InlineData(TransferStage.Downloaded, "Download complete")]
    [InlineData(TransferStage.Verifying, "Verifying Checksum")]
    [InlineData(TransferStage.Exists, "Already exists")]
    [InlineData(TransferStage.Waiting, "Waiting")]
    [InlineData(TransferStage.Retrying, "Retrying in 3 seconds")]
    [InlineData(TransferStage.Pushed, "Pushed")]
    [InlineData(TransferStage.Mounted, "Mounted from x")]
    public async Task Run_LayerThatDoesNotMove_HasNoBar(TransferStage stage, string status)
    {
        string[] lines = await LastFrameAsync(
            Half, new TransferEvent(TransferStage.Pushing, "Pushing", "done", 99, 100), new TransferEvent(stage, status, "done"));

        Assert.Equal($"done: {status}", Assert.Single(lines, l => l.StartsWith("done", StringComparison.Ordinal)));
        string moving = Assert.Single(lines, l => l.StartsWith("moving", StringComparison.Ordinal));
        Assert.Matches("^moving: Downloading 50B/100B +━+ +50%$", moving);
    }

    [Fact]
    public async Task Run_LayerThatIsUnpacked_HasItsBar() => Assert.Matches(
        "^x: Extracting +━+ +100%$",
        Assert.Single(await LastFrameAsync(new TransferEvent(TransferStage.Extracting, "Extracting", "x", 9, 9))));

    private static async Task<string[]> LastFrameAsync(params TransferEvent[] events)
    {
        FakeStreams streams = new() { IsTerminal = true };
        await TransferBars.RunAsync(streams, progress =>
        {
            Array.ForEach(events, progress.Report);
            return Task.FromResult(0);
        });
        string plain = Escapes().Replace(streams.Output, "");
        string[] lines = [.. plain.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];
        return lines[^events.DistinctBy(e => e.Id).Count()..];
    }

    [GeneratedRegex("\e\\[[0-9;?]*[A-Za-z]|\r")]
    private static partial Regex Escapes();
}
