using System.Text;
using System.Text.Json;
using Caisson.Runtime.CommandLine.Logging;

namespace Caisson.CommandLine.Tests.Logging;

public class LogLineTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 20, 8, 54, 987, TimeSpan.FromHours(9));

    [Theory]
    [InlineData("EOF", "time=\"2026-11-22T11:08:54Z\" level=error msg=EOF\n")]
    [InlineData("a/b.c_d@e^f+g-1", "time=\"2026-11-22T11:08:54Z\" level=error msg=a/b.c_d@e^f+g-1\n")]
    [InlineData("two words", "time=\"2026-11-22T11:08:54Z\" level=error msg=\"two words\"\n")]
    [InlineData("say \"x\"\n", "time=\"2026-11-22T11:08:54Z\" level=error msg=\"say \\\"x\\\"\\n\"\n")]
    public void Format_Text_IsLogrusLine(string message, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(LogLine.Format(LogFormat.Text, LogLevel.Error, message, Now)));

    [Fact]
    public void Format_Json_HasLogrusFieldsInOrder() =>
        Assert.Equal(
            "{\"level\":\"error\",\"msg\":\"container does not exist\",\"time\":\"2026-11-22T11:08:54Z\"}\n",
            Encoding.UTF8.GetString(LogLine.Format(LogFormat.Json, LogLevel.Error, "container does not exist", Now)));

    [Theory]
    [InlineData("a\"b\\c\n\t\u0001 <é> \U0001F600")]
    [InlineData("")]
    public void Format_Json_AnyMessage_ComesBackAsItWas(string message)
    {
        byte[] line = LogLine.Format(LogFormat.Json, LogLevel.Warning, message, Now);
        Assert.Equal((byte)'\n', line[^1]);
        Assert.Equal(line.Length - 1, Array.IndexOf(line, (byte)'\n'));
        using JsonDocument document = JsonDocument.Parse(line);
        Assert.Equal(message, document.RootElement.GetProperty("msg").GetString());
        Assert.Equal("warning", document.RootElement.GetProperty("level").GetString());
    }
}
