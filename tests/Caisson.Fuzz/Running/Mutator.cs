using System.Text;

namespace Caisson.Fuzz.Running;

/// <summary>Makes inputs from a corpus. The same seed and number give the same input, on every machine.</summary>
public sealed class Mutator
{
    /// <summary>Bytes in an input at most.</summary>
    public const int MaxBytes = 64 << 10;

    // Where parsers count, compare or convert.
    private static readonly string[] Numbers =
    [
        "0", "-1", "1", "127", "128", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967295", "4294967296",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551615", "99999999999999999999",
        "1e9", "1e999", "-0", "0.5", "07",
    ];

    private static readonly byte[][] Awkward =
    [
        [0], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0xF4, 0x90, 0x80, 0x80], "\n"u8.ToArray(), "\r\n"u8.ToArray(),
        "\\"u8.ToArray(), "../"u8.ToArray(), "/"u8.ToArray(), "%00"u8.ToArray(), "\\u0000"u8.ToArray(), "\\ud800"u8.ToArray(), "\u2028"u8.ToArray(),
    ];

    private readonly IReadOnlyList<byte[]> _corpus;
    private readonly byte[][] _tokens;
    private readonly int _seed;

    /// <param name="corpus">What to begin with; not empty.</param>
    /// <param name="tokens">Pieces of the language.</param>
    /// <param name="seed">Which series of inputs.</param>
    public Mutator(IReadOnlyList<byte[]> corpus, IReadOnlyList<string> tokens, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfZero(corpus.Count);
        _corpus = corpus;
        _tokens = [.. tokens.Select(Encoding.UTF8.GetBytes)];
        _seed = seed;
    }

    /// <summary>An input. The first are the corpus itself.</summary>
    public byte[] Make(long number)
    {
        if (number < _corpus.Count)
        {
            return _corpus[(int)number];
        }

        // Two numbers beside each other must not give series beside each other (SplitMix64's last step).
        ulong mixed = unchecked(((ulong)number + ((ulong)(uint)_seed << 40)) * 0x9E3779B97F4A7C15UL);
        Random random = new(unchecked((int)(mixed >> 32)));
        List<byte> input = [.. _corpus[random.Next(_corpus.Count)]];
        for (int changes = random.Next(1, 6); changes > 0; changes--)
        {
            Change(input, random);
        }

        return input.Count <= MaxBytes ? [.. input] : [.. input.Take(MaxBytes)];
    }

    private void Change(List<byte> input, Random random)
    {
        int at = random.Next(input.Count + 1);
        int length = Math.Min(random.Next(1, 32), input.Count - at);
        switch (random.Next(11))
        {
            case 0 when at < input.Count:
                input[at] = (byte)random.Next(256);
                break;
            case 1 when at < input.Count:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                input.RemoveRange(at, length);
                break;
            case 3:
                input.InsertRange(random.Next(input.Count + 1), input.GetRange(at, length));
                break;
            case 4:
                input.RemoveRange(at, input.Count - at);
                break;
            case 5:
                input.InsertRange(at, Awkward[random.Next(Awkward.Length)]);
                break;
            case 6 when _tokens.Length > 0:
                input.InsertRange(at, _tokens[random.Next(_tokens.Length)]);
                break;
            case 7 when _tokens.Length > 0:
                input.RemoveRange(at, length);
                input.InsertRange(at, _tokens[random.Next(_tokens.Length)]);
                break;
            case 8:
                ReplaceNumber(input, at, random);
                break;
            case 9:
                Splice(input, at, random);
                break;
            default:
                Repeat(input, at, length, random);
                break;
        }
    }

    private static void ReplaceNumber(List<byte> input, int at, Random random)
    {
        int start = input.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
        if (start < 0)
        {
            return;
        }

        int end = start;
        while (end < input.Count && input[end] is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }

        input.RemoveRange(start, end - start);
        input.InsertRange(start, Encoding.ASCII.GetBytes(Numbers[random.Next(Numbers.Length)]));
    }

    // The beginning of one input with the end of another.
    private void Splice(List<byte> input, int at, Random random)
    {
        byte[] other = _corpus[random.Next(_corpus.Count)];
        input.RemoveRange(at, input.Count - at);
        input.AddRange(other.AsSpan(random.Next(other.Length + 1)));
    }

    // Many of the same: depth, length, and whatever takes longer than it should.
    private static void Repeat(List<byte> input, int at, int length, Random random)
    {
        List<byte> piece = input.GetRange(at, length);
        int times = piece.Count == 0 ? 0 : random.Next(2, Math.Min(2000, MaxBytes / piece.Count));
        for (int i = 0; i < times && input.Count < MaxBytes; i++)
        {
            input.InsertRange(at, piece);
        }
    }
}
