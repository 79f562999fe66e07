using System.Net;
using Caisson.Network.Names;

namespace Caisson.Fuzz.Targets;

/// <summary>Queries of the domain name system, as containers send them, and answers, as servers send them.</summary>
public sealed class DnsTarget : IFuzzTarget
{
    private static readonly IPAddress[] Addresses = [.. Enumerable.Range(1, 40).Select(static i => new IPAddress([10, 0, 0, (byte)i]))];

    public string Name => "dns";

    public IReadOnlyList<string> Tokens =>
    [
        "\u0001\0\0\u0001\0\0\0\0\0\0", "\u0003web\0", "\u0007in-addr\u0004arpa\0", "\u0003ip6\u0004arpa\0", "\0\u0001\0\u0001", "\0\u001c\0\u0001",
        "\0\u000c\0\u0001", "\0\0\u0029\u0010\0\0\0\0\0\0\0", "\u0001\u0032", "\0", "\u003f",
    ];

    public void Fuzz(ReadOnlySpan<byte> input)
    {
        if (!DnsMessage.TryReadQuery(input, out DnsQuestion question, out int error))
        {
            if (error != 0)
            {
                byte[] refusal = DnsMessage.Error(input, error);
                Expect.True(refusal[..2].AsSpan().SequenceEqual(input[..2]), "an error has the number of its query");
            }

            return;
        }

        Expect.True(question.EndOffset <= input.Length, "the question is inside the message");
        byte[] answer = DnsMessage.Answer(input, question, Addresses, question.MaxAnswerBytes);
        Expect.True(answer.Length <= Math.Max(question.MaxAnswerBytes, question.EndOffset), "an answer is no longer than it may be");
        Expect.True(DnsMessage.Answers(answer, input, question), "what we answer is an answer");
        Expect.True(!DnsMessage.TryReadQuery(answer, out _, out int again) && again == 0, "an answer is no query");
        if (DnsMessage.TryParseReverse(question.Name, out _))
        {
            Expect.True(DnsMessage.Answers(DnsMessage.Answer(input, question, "web.network"), input, question), "a name is an answer");
        }

        // The input as what a server says about the question that it contains.
        byte[] said = input.ToArray();
        said[2] |= 0x80;
        _ = DnsMessage.Answers(said, input, question) ? DnsMessage.ResponseCode(said) : 0;
    }
}
