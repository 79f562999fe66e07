using System.Text;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Oci.Tests.RuntimeSpec.Json;

public class HostileJsonTests
{
    [Theory]
    [InlineData("", "malformed JSON in line 1, column 1: unexpected end")]
    [InlineData("  \n", "malformed JSON in line 2, column 1: unexpected end")]
    [InlineData("{", "malformed JSON in line 1, column 2: unexpected end")]
    [InlineData("{\"a\":1,}", "malformed JSON in line 1, column 8: unexpected '}'")]
    [InlineData("{\n  \"a\" 1}", "malformed JSON in line 2, column 7: unexpected '1'")]
    [InlineData("{} {}", "malformed JSON in line 1, column 4: unexpected '{'")]
    [InlineData("{\"hostname\":\"a\tb\"}", "malformed JSON in line 1, column 15: unexpected byte 0x09")]
    [InlineData("// no\n{}", "malformed JSON in line 1, column 1: unexpected '/'")]
    [InlineData("\ufeff{}", "malformed JSON in line 1, column 1: unexpected byte 0xef")]
    [InlineData("{\"hostname\":\"\\x\"}", "malformed JSON in line 1, column 15: unexpected 'x'")]
    [InlineData("{\"a\":01}", "malformed JSON in line 1, column 7: unexpected '1'")]
    [InlineData("{\"a\":NaN}", "malformed JSON in line 1, column 6: unexpected 'N'")]
    [InlineData("null", "must be an object, not null")]
    [InlineData("[]", "must be an object, not an array")]
    [InlineData("5", "must be an object, not 5")]
    [InlineData("{\"linux\":{\"sysctl\":{\"a\":null}}}", "linux.sysctl.a: must be a string, not null")]
    [InlineData("{\"linux\":{\"sysctl\":[]}}", "linux.sysctl: must be an object, not an array")]
    [InlineData("{\"mounts\":[{},{\"options\":[\"a\",{}]}]}", "mounts[1].options[1]: must be a string, not an object")]
    [InlineData("{\"mounts\":[[],{}]}", "mounts[0]: must be an object, not an array")]
    public void Load_NotTheDocument_SaysWhere(string json, string message) =>
        Assert.Equal($"config.json: {message}", Refused(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData(63, null)]
    [InlineData(64, "malformed JSON in line 1, column 69: more than 64 levels")]
    [InlineData(100_000, "malformed JSON in line 1, column 69: more than 64 levels")]
    public void Load_DeepNesting_EndsAtTheLimit(int levels, string? message)
    {
        byte[] json = Encoding.UTF8.GetBytes($"{{\"a\":{new string('[', levels)}{new string(']', levels)}}}");

        Assert.Equal(message is null ? null : $"config.json: {message}", Record(() => ContainerConfig.Load(json))?.Message);
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("9223372036854775808")]
    [InlineData("1.5")]
    [InlineData("-0.0")]
    public void Load_NumberOutOfRange_IsRefused(string number) =>
        Assert.Equal(
            "config.json: linux.resources.memory.limit: must be an integer from -9223372036854775808 to 9223372036854775807, "
            + $"not {number}",
            Refused(Encoding.UTF8.GetBytes("{\"linux\":{\"resources\":{\"memory\":{\"limit\":" + number + "}}}}")));

    [Fact]
    public void Load_NumberOfAMillionDigits_IsRefusedInALine()
    {
        string message = Refused(Encoding.UTF8.GetBytes("{\"process\":{\"oomScoreAdj\":" + new string('9', 1_000_000) + "}}"));

        Assert.Equal(
            "config.json: process.oomScoreAdj: must be an integer from -2147483648 to 2147483647, not "
            + $"{new string('9', 80)}…",
            message);
    }

    [Fact]
    public void Load_LongOrStrangeText_IsQuotedInALine()
    {
        string message = Refused(Encoding.UTF8.GetBytes(
            $$$"""{"linux":{"namespaces":[{"type":"a\n\u001b[31m\"\ud83d\ude00{{{new string('x', 200)}}}"}]}}"""));

        Assert.StartsWith(
            "config.json: linux.namespaces[0].type: unknown namespace \"a\\u000a\\u001b[31m\\\"\\ud83d\\ude00xxx", message);
        Assert.DoesNotContain('\n', message);
        Assert.InRange(message.Length, 100, 300);
    }

    [Fact]
    public void Load_LongOrStrangeKey_IsQuotedInALine() =>
        Assert.Equal(
            $"config.json: annotations[\"\\u000a{new string('k', 79)}…\"]: must be a string, not true",
            Refused(Encoding.UTF8.GetBytes($$$"""{"annotations":{"\n{{{new string('k', 500)}}}":true}}""")));

    [Fact]
    public void Load_TruncatedAnywhere_IsRefusedOrWhole()
    {
        byte[] document = Documents.Bytes("everything.json");
        for (int length = 0; length < document.Length; length++)
        {
            // The line feed at the end is all that may be missing.
            byte[] part = document[..length];
            OciException? e = Record(() => ContainerConfig.Load(part));
            Assert.True(e is not null || length == document.Length - 1, $"cut at {length}");
        }
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00x\"")]
    public void Load_LoneSurrogate_IsRefused(string text)
    {
        Assert.Equal(
            "config.json: hostname: is not valid UTF-8", Refused(Encoding.UTF8.GetBytes($$"""{"hostname":{{text}}}""")));
        Assert.StartsWith("config.json: ", Refused(Encoding.UTF8.GetBytes($$"""{{{text}}:1}""")));
        Assert.StartsWith("config.json: annotations", Refused(Encoding.UTF8.GetBytes($$$"""{"annotations":{{{{text}}}:"v"}}""")));
    }

    [Fact]
    public void Load_InvalidUtf8_IsRefused() =>
        Assert.Equal(
            "config.json: hostname: is not valid UTF-8",
            Refused([.. "{\"hostname\":\"a"u8, 0xff, 0xc0, .. "\"}"u8]));

    [Fact]
    public void Load_MoreThanTheLimit_IsRefusedUnread()
    {
        byte[] document = new byte[SpecLimits.MaxDocumentBytes + 1];

        Assert.Equal("config.json: has 52428801 bytes, more than the 52428800 that are read", Refused(document));
    }

    [Fact]
    public void Load_AsMuchAsTheLimit_IsRead()
    {
        byte[] document = new byte[SpecLimits.MaxDocumentBytes];
        document.AsSpan().Fill((byte)' ');
        "{\"hostname\":\"a\"}"u8.CopyTo(document);

        Assert.Equal("a", ContainerConfig.Load(document).Hostname);
    }

    private static string Refused(byte[] json) => Assert.Throws<OciException>(() => ContainerConfig.Load(json)).Message;

    private static OciException? Record(Func<object> load)
    {
        try
        {
            load();
            return null;
        }
        catch (OciException e)
        {
            return e;
        }
    }
}
