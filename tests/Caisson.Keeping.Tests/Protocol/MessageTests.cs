using Caisson.Keeping.Protocol;

namespace Caisson.Keeping.Tests.Protocol;

public sealed class MessageTests
{
    private static readonly LogWish Log = new(LogKind.JsonFile, "/var/log/a.log", 1000, 3, true, "{\"a\":\"b\"}");

    [Fact]
    public void Start_WrittenAndRead_IsTheSame()
    {
        var start = new StartMessage
        {
            Id = "abc",
            Store = "/run/store",
            Bundle = "/run/bundle",
            Streams = StreamSettings.Terminal | StreamSettings.Input,
            SystemdCgroup = true,
            Log = Log,
            Attachments = [StreamWish.Input | StreamWish.Output, StreamWish.Errors],
        };
        var message = new MessageReader(start.Write(7).Bytes);

        StartMessage read = StartMessage.Read(ref message);

        Assert.Equal(7u, message.Request);
        Assert.Equal(start with { Attachments = [] }, read with { Attachments = [] });
        Assert.Equal(start.Attachments, read.Attachments);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(StreamWish.None)]
    [InlineData(StreamWish.Output | StreamWish.Errors)]
    public void Exec_WrittenAndRead_IsTheSame(StreamWish? wish)
    {
        var exec = new ExecMessage { ContainerId = "c", Id = "e", ProcessFile = "/p.json", Streams = StreamSettings.Input, Attachment = wish };
        var message = new MessageReader(exec.Write(1).Bytes);

        Assert.Equal(exec, ExecMessage.Read(ref message));
    }

    [Fact]
    public void State_WithEnd_IsTheSame()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var state = new KeptState("c", "e", 12, at, new KeptEnd("c", "e", 137, true, at.AddSeconds(1)));
        var message = new MessageReader(StateMessages.Write(state, 3).Bytes);

        Assert.Equal(state, StateMessages.ReadState(ref message));
    }

    [Fact]
    public void Reader_EveryPrefixOfAMessage_IsRefused()
    {
        byte[] bytes = new StartMessage { Id = "abc", Store = "/s", Bundle = "/b", Log = Log, Attachments = [StreamWish.Input] }
            .Write(1).Bytes.ToArray();
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<ProtocolException>(() =>
            {
                var message = new MessageReader(bytes.AsSpan(0, length));
                StartMessage.Read(ref message);
            });
        }
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("a b")]
    public void Id_ThatCouldBeAPath_IsRefused(string id)
    {
        byte[] bytes = new MessageWriter(MessageKind.Attach, 1).Add(id).Bytes.ToArray();

        Assert.Throws<ProtocolException>(() => new MessageReader(bytes).Id());
    }

    [Fact]
    public void Writer_TextTooLong_IsRefused() =>
        Assert.Throws<ProtocolException>(() => new MessageWriter(MessageKind.List, 1).Add(new string('x', 70_000)));

    [Theory]
    [InlineData((LogKind)9, 1, 0)]
    [InlineData(LogKind.Local, 0, 0)]
    [InlineData(LogKind.Local, 1, -1)]
    public void Log_SettingsWithoutSense_AreRefused(LogKind kind, int files, long bytes)
    {
        var message = new MessageWriter(MessageKind.Start, 1);
        new LogWish(kind, "/x", bytes, files, false, "").Write(message);
        byte[] written = message.Bytes.ToArray();

        Assert.Throws<ProtocolException>(() =>
        {
            var reader = new MessageReader(written);
            LogWish.Read(ref reader);
        });
    }
}
