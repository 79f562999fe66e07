using System.Net;
using System.Text;
using Caisson.Network.Names;

namespace Caisson.Network.Tests.Names;

public class DnsMessageTests
{
    [Fact]
    public void TryReadQuery_PlainOne_IsRead()
    {
        Assert.True(DnsMessage.TryReadQuery(Query("Web.Example", DnsMessage.TypeA), out DnsQuestion question, out _));
        Assert.Equal("web.example", question.Name);
        Assert.Equal(DnsMessage.TypeA, question.Type);
        Assert.Equal(1, question.Class);
        Assert.Equal(DnsMessage.PlainUdpBytes, question.MaxAnswerBytes);
    }

    [Fact]
    public void TryReadQuery_WithEdns_TakesLongerAnswers()
    {
        byte[] query = [.. Query("a", DnsMessage.TypeA), 0, 0, 41, 0x10, 0x00, 0, 0, 0, 0, 0, 0];
        query[11] = 1;
        Assert.True(DnsMessage.TryReadQuery(query, out DnsQuestion question, out _));
        Assert.Equal(4096, question.MaxAnswerBytes);
    }

    [Fact]
    public void TryReadQuery_DotInLabel_IsNoSeparator()
    {
        byte[] query = [.. Header(1), 3, (byte)'a', (byte)'.', (byte)'b', 0, 0, 1, 0, 1];
        Assert.True(DnsMessage.TryReadQuery(query, out DnsQuestion question, out _));
        Assert.Equal("a\\046b", question.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0102")]
    [InlineData("010280000001000000000000")]
    public void TryReadQuery_NoQuery_IsNotAnswered(string hex)
    {
        Assert.False(DnsMessage.TryReadQuery(Convert.FromHexString(hex), out _, out int error));
        Assert.Equal(0, error);
    }

    [Theory]
    [InlineData("000001000000000000000000", DnsMessage.FormatError)] // no question
    [InlineData("000001000002000000000000" + "00" + "00010001" + "00" + "00010001", DnsMessage.FormatError)] // two
    [InlineData("000001000001000000000000", DnsMessage.FormatError)] // announced only
    [InlineData("000001000001000000000000" + "3f61", DnsMessage.FormatError)] // a label longer than the message
    [InlineData("000001000001000000000000" + "c00c" + "00010001", DnsMessage.FormatError)] // a pointer to itself
    [InlineData("000001000001000000000000" + "0161" + "00" + "0001", DnsMessage.FormatError)] // no class
    [InlineData("000028000001000000000000" + "0161" + "00" + "00010001", DnsMessage.NotImplemented)] // an update
    public void TryReadQuery_Malformed_SaysWhatToAnswer(string hex, int expected)
    {
        Assert.False(DnsMessage.TryReadQuery(Convert.FromHexString(hex), out _, out int error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void TryReadQuery_NameOf256Bytes_IsRefused()
    {
        string label = new('a', 63);
        Assert.False(DnsMessage.TryReadQuery(Query($"{label}.{label}.{label}.{label}", DnsMessage.TypeA), out _, out int error));
        Assert.Equal(DnsMessage.FormatError, error);
    }

    [Fact]
    public void Answer_Addresses_AreThoseOfTheType()
    {
        byte[] query = Query("web", DnsMessage.TypeA);
        Assert.True(DnsMessage.TryReadQuery(query, out DnsQuestion question, out _));
        byte[] answer = DnsMessage.Answer(query, question, [IPAddress.Parse("10.0.0.2"), IPAddress.Parse("fd00::2")], 512);
        Assert.True(DnsMessage.Answers(answer, query, question));
        Assert.Equal(0, DnsMessage.ResponseCode(answer));
        Assert.Equal(1, answer[7]);
        Assert.Equal([10, 0, 0, 2], answer[^4..]);
    }

    [Fact]
    public void Answer_TooManyAddresses_IsCutOffAndSaysSo()
    {
        byte[] query = Query("web", DnsMessage.TypeA);
        Assert.True(DnsMessage.TryReadQuery(query, out DnsQuestion question, out _));
        byte[] answer = DnsMessage.Answer(query, question, Enumerable.Range(1, 100).Select(i => new IPAddress([10, 0, 0, (byte)i])), 512);
        Assert.True(answer.Length <= 512);
        Assert.Equal(2, answer[2] & 2);
    }

    [Theory]
    [InlineData("2.0.17.172.in-addr.arpa", "172.17.0.2")]
    [InlineData("2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa", "fd00::2")]
    [InlineData("0.17.172.in-addr.arpa", null)]
    [InlineData("256.0.17.172.in-addr.arpa", null)]
    [InlineData("x.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa", null)]
    [InlineData("web", null)]
    public void TryParseReverse_Name_IsItsAddress(string name, string? expected)
    {
        Assert.Equal(expected is not null, DnsMessage.TryParseReverse(name, out IPAddress? address));
        Assert.Equal(expected, address?.ToString());
    }

    internal static byte[] Query(string name, ushort type)
    {
        List<byte> bytes = [.. Header(1)];
        foreach (string label in name.Split('.'))
        {
            bytes.Add((byte)label.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(label));
        }

        bytes.AddRange([0, (byte)(type >> 8), (byte)type, 0, 1]);
        return [.. bytes];
    }

    private static byte[] Header(byte questions) => [0x12, 0x34, 1, 0, 0, questions, 0, 0, 0, 0, 0, 0];
}
