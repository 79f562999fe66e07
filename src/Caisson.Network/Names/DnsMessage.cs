using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Caisson.Network.Names;

/// <summary>Messages of the domain name system; RFC 1035, section 4. Queries are hostile: they come from containers.</summary>
public static class DnsMessage
{
    /// <summary>An IPv4 address.</summary>
    public const ushort TypeA = 1;

    /// <summary>A name, of an address.</summary>
    public const ushort TypePtr = 12;

    /// <summary>An IPv6 address.</summary>
    public const ushort TypeAaaa = 28;

    /// <summary>Anything; RFC 8482.</summary>
    public const ushort TypeAny = 255;

    /// <summary>The longest message over UDP of who does not say otherwise; RFC 1035, section 4.2.1.</summary>
    public const int PlainUdpBytes = 512;

    /// <summary>The message does not make sense.</summary>
    public const int FormatError = 1;

    /// <summary>No server could answer.</summary>
    public const int ServerFailure = 2;

    /// <summary>There is no such name.</summary>
    public const int NameError = 3;

    /// <summary>Not done here.</summary>
    public const int NotImplemented = 4;

    private const int HeaderBytes = 12;
    private const int MaxNameBytes = 255;
    private const int MaxLabelBytes = 63;
    private const int MaxUdpBytes = 4096;
    private const ushort TypeOpt = 41;
    private const ushort ClassInternet = 1;
    private const ushort FlagResponse = 0x8000;
    private const ushort FlagTruncated = 0x0200;
    private const ushort FlagRecursionDesired = 0x0100;
    private const ushort FlagRecursionAvailable = 0x0080;
    private const ushort OpcodeMask = 0x7800;

    // As Docker has it: long enough to be of use, since names and addresses change with containers.
    private const uint TimeToLiveSeconds = 600;

    // Behind the header: where the question's name is, which answers refer to; RFC 1035, section 4.1.4.
    private const ushort PointerToQuestion = 0xc000 | HeaderBytes;

    /// <summary>Reads a query with one question.</summary>
    /// <param name="message">The message.</param>
    /// <param name="question">What it asks.</param>
    /// <param name="error">What to answer if it can't be read; 0 for nothing, because it is no query at all.</param>
    public static bool TryReadQuery(ReadOnlySpan<byte> message, out DnsQuestion question, out int error)
    {
        question = default;
        error = 0;
        if (message.Length < HeaderBytes || (Number(message, 2) & FlagResponse) != 0)
        {
            return false;
        }

        if ((Number(message, 2) & OpcodeMask) != 0)
        {
            error = NotImplemented;
            return false;
        }

        error = FormatError;
        if (Number(message, 4) != 1 || !TryReadName(message, HeaderBytes, out string name, out int end) || message.Length - end < 4)
        {
            return false;
        }

        error = 0;
        question = new DnsQuestion(name, Number(message, end), Number(message, end + 2), end + 4, AnswerLimit(message, end + 4));
        return true;
    }

    /// <summary>Whether a message answers a query: the same number, and the same question.</summary>
    public static bool Answers(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> query, DnsQuestion question) =>
        answer.Length >= question.EndOffset
        && (Number(answer, 2) & FlagResponse) != 0
        && answer[..2].SequenceEqual(query[..2])
        && Number(answer, 4) == 1
        && TryReadName(answer, HeaderBytes, out string name, out int end)
        && end + 4 == question.EndOffset
        && name == question.Name
        && answer[end..(end + 4)].SequenceEqual(query[end..(end + 4)]);

    /// <summary>The code of an answer: 0 for success.</summary>
    public static int ResponseCode(ReadOnlySpan<byte> answer) => answer[3] & 0xf;

    /// <summary>An answer with addresses; none where there is a name, but no address of the kind.</summary>
    /// <param name="query">The query.</param>
    /// <param name="question">What it asks.</param>
    /// <param name="addresses">The addresses; those of the other family are left out.</param>
    /// <param name="limitBytes">How long it may be; it is cut off, and says so, where that is not enough.</param>
    public static byte[] Answer(ReadOnlySpan<byte> query, DnsQuestion question, IEnumerable<IPAddress> addresses, int limitBytes)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        Builder answer = new(query, question, limitBytes);
        foreach (IPAddress address in addresses)
        {
            bool isIpv4 = address.AddressFamily == AddressFamily.InterNetwork;
            if (question.Type == (isIpv4 ? TypeA : TypeAaaa) || question.Type == TypeAny)
            {
                answer.Add(isIpv4 ? TypeA : TypeAaaa, address.GetAddressBytes());
            }
        }

        return answer.Finish();
    }

    /// <summary>An answer with a name.</summary>
    /// <param name="query">The query.</param>
    /// <param name="question">What it asks.</param>
    /// <param name="name">The name, of ASCII.</param>
    public static byte[] Answer(ReadOnlySpan<byte> query, DnsQuestion question, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Builder answer = new(query, question, PlainUdpBytes);
        answer.Add(TypePtr, EncodeName(name));
        return answer.Finish();
    }

    /// <summary>An answer that is an error.</summary>
    /// <param name="query">The query, of at least 12 bytes.</param>
    /// <param name="code">The error.</param>
    public static byte[] Error(ReadOnlySpan<byte> query, int code)
    {
        byte[] answer = new byte[HeaderBytes];
        query[..HeaderBytes].CopyTo(answer);
        WriteFlags(answer, query, code, 0);
        answer.AsSpan(4).Clear();
        return answer;
    }

    /// <summary>The address that a reverse name stands for: <c>2.0.17.172.in-addr.arpa</c>; RFC 1035, section 3.5, RFC 3596, section 2.5.</summary>
    public static bool TryParseReverse(string name, out IPAddress? address)
    {
        ArgumentNullException.ThrowIfNull(name);
        address = null;
        const string Ipv4Suffix = ".in-addr.arpa";
        const string Ipv6Suffix = ".ip6.arpa";
        if (name.EndsWith(Ipv4Suffix, StringComparison.Ordinal))
        {
            string[] parts = name[..^Ipv4Suffix.Length].Split('.');
            Span<byte> bytes = stackalloc byte[4];
            for (int i = 0; i < 4; i++)
            {
                if (parts.Length != 4 || !byte.TryParse(parts[3 - i], System.Globalization.NumberStyles.None, null, out bytes[i]))
                {
                    return false;
                }
            }

            address = new IPAddress(bytes);
        }
        else if (name.EndsWith(Ipv6Suffix, StringComparison.Ordinal))
        {
            ReadOnlySpan<char> digits = name.AsSpan(0, name.Length - Ipv6Suffix.Length);
            Span<byte> bytes = stackalloc byte[16];
            if (digits.Length != 63)
            {
                return false;
            }

            for (int i = 0; i < 32; i++)
            {
                int digit = HexDigit(digits[62 - (2 * i)]);
                if (digit < 0 || (i > 0 && digits[63 - (2 * i)] != '.'))
                {
                    return false;
                }

                bytes[i / 2] = (byte)((bytes[i / 2] << 4) | digit);
            }

            address = new IPAddress(bytes);
        }

        return address is not null;
    }

    private static int HexDigit(char c) => char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : -1;

    private static ushort Number(ReadOnlySpan<byte> message, int offset) => BinaryPrimitives.ReadUInt16BigEndian(message[offset..]);

    // Whoever can take more says so in a record behind the question, if that is the only one; RFC 6891, section 6.1.2.
    private static int AnswerLimit(ReadOnlySpan<byte> message, int end)
    {
        const int RecordBytes = 11;
        bool hasOption = Number(message, 6) == 0 && Number(message, 8) == 0 && Number(message, 10) == 1
            && message.Length - end >= RecordBytes && message[end] == 0 && Number(message, end + 1) == TypeOpt;
        return hasOption ? Math.Clamp((int)Number(message, end + 3), PlainUdpBytes, MaxUdpBytes) : PlainUdpBytes;
    }

    // A question's name is the first one in a message: there is nothing that it could refer to, so it has no pointers.
    private static bool TryReadName(ReadOnlySpan<byte> message, int start, out string name, out int end)
    {
        name = "";
        end = start;
        StringBuilder text = new();
        while (end < message.Length)
        {
            int length = message[end];
            end++;
            if (length == 0)
            {
                name = text.ToString();
                return end - start <= MaxNameBytes;
            }

            if (length > MaxLabelBytes || length > message.Length - end || end - start + length > MaxNameBytes)
            {
                return false;
            }

            if (text.Length > 0)
            {
                text.Append('.');
            }

            AppendLabel(text, message.Slice(end, length));
            end += length;
        }

        return false;
    }

    // A dot inside a label must not look like one between labels.
    private static void AppendLabel(StringBuilder text, ReadOnlySpan<byte> label)
    {
        foreach (byte part in label)
        {
            if (part is > 0x20 and < 0x7f and not ((byte)'.' or (byte)'\\'))
            {
                text.Append(char.ToLowerInvariant((char)part));
            }
            else
            {
                text.Append('\\').Append(part.ToString("d3", System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }

    private static byte[] EncodeName(string name)
    {
        List<byte> bytes = [];
        foreach (string label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            byte[] part = Encoding.ASCII.GetBytes(label);
            int length = Math.Min(part.Length, MaxLabelBytes);
            if (bytes.Count + length + 2 > MaxNameBytes)
            {
                break;
            }

            bytes.Add((byte)length);
            bytes.AddRange(part.AsSpan(0, length));
        }

        bytes.Add(0);
        return [.. bytes];
    }

    private static void WriteFlags(Span<byte> answer, ReadOnlySpan<byte> query, int code, ushort more)
    {
        int desired = Number(query, 2) & FlagRecursionDesired;
        BinaryPrimitives.WriteUInt16BigEndian(answer[2..], (ushort)(FlagResponse | FlagRecursionAvailable | desired | code | more));
    }

    private ref struct Builder
    {
        private readonly ReadOnlySpan<byte> _query;
        private readonly byte[] _bytes;
        private int _length;
        private ushort _count;
        private bool _isCut;

        internal Builder(ReadOnlySpan<byte> query, DnsQuestion question, int limitBytes)
        {
            _query = query;
            _bytes = new byte[Math.Max(limitBytes, question.EndOffset)];
            query[..question.EndOffset].CopyTo(_bytes);
            _length = question.EndOffset;
        }

        internal void Add(ushort type, ReadOnlySpan<byte> data)
        {
            const int FixedBytes = 12;
            if (_isCut || _length + FixedBytes + data.Length > _bytes.Length)
            {
                _isCut = true;
                return;
            }

            Span<byte> record = _bytes.AsSpan(_length);
            BinaryPrimitives.WriteUInt16BigEndian(record, PointerToQuestion);
            BinaryPrimitives.WriteUInt16BigEndian(record[2..], type);
            BinaryPrimitives.WriteUInt16BigEndian(record[4..], ClassInternet);
            BinaryPrimitives.WriteUInt32BigEndian(record[6..], TimeToLiveSeconds);
            BinaryPrimitives.WriteUInt16BigEndian(record[10..], (ushort)data.Length);
            data.CopyTo(record[FixedBytes..]);
            _length += FixedBytes + data.Length;
            _count++;
        }

        internal readonly byte[] Finish()
        {
            WriteFlags(_bytes, _query, 0, _isCut ? FlagTruncated : (ushort)0);
            BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(6), _count);
            _bytes.AsSpan(8, 4).Clear();
            return _bytes[.._length];
        }
    }
}
