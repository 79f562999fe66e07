using System.Text;
using Caisson.Cli.Client;

namespace Caisson.Cli.Tests.Client;

public sealed class StreamDemultiplexerTests
{
    [Fact]
    public async Task Copy_Frames_GoToTheirStreams()
    {
        byte[] frames = [.. Frame(1, "out"), .. Frame(2, "err"), .. Frame(1, ""), .. Frame(0, "in")];

        (string output, string error) = await CopyAsync(frames);

        Assert.Equal(("outin", "err"), (output, error));
    }

    [Fact]
    public async Task Copy_FrameLargerThanTheBuffer_ComesWhole()
    {
        string text = new('x', 200_000);

        (string output, _) = await CopyAsync(Frame(1, text));

        Assert.Equal(text, output);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(9)]
    public async Task Copy_EndInTheMiddle_GivesWhatHasCome(int length)
    {
        (string output, _) = await CopyAsync(Frame(1, "out")[..length]);

        Assert.Equal("out"[..Math.Max(length - 8, 0)], output);
    }

    [Fact]
    public async Task Copy_SystemError_IsAnException()
    {
        EngineException e = await Assert.ThrowsAsync<EngineException>(() => CopyAsync(Frame(3, "broken")));

        Assert.Equal("error from daemon in stream: broken", e.Message);
    }

    [Fact]
    public async Task Copy_NoFrames_SaysSo()
    {
        EngineException e = await Assert.ThrowsAsync<EngineException>(() => CopyAsync(Encoding.ASCII.GetBytes("this is no frame at all......")));

        Assert.Equal("Unrecognized input header: 116", e.Message);
    }

    private static byte[] Frame(byte kind, string text)
    {
        byte[] data = Encoding.UTF8.GetBytes(text);
        return [kind, 0, 0, 0, (byte)(data.Length >> 24), (byte)(data.Length >> 16), (byte)(data.Length >> 8), (byte)data.Length, .. data];
    }

    private static async Task<(string Output, string Error)> CopyAsync(byte[] frames)
    {
        MemoryStream output = new();
        MemoryStream error = new();
        await StreamDemultiplexer.CopyAsync(
            new MemoryStream(frames), d => output.Write(d.Span), d => error.Write(d.Span), TestContext.Current.CancellationToken);
        return (Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }
}
