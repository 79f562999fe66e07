using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Caisson.Oci.ImageSpec;

/// <summary>The digest of some content, <c>sha256:HEX</c> or <c>sha512:HEX</c>; image-spec, descriptor.md §Digests.</summary>
/// <remarks>A value other than the default one is always of the right form: it can be made a path without another
/// look.</remarks>
public readonly record struct Digest
{
    private const string Sha256 = "sha256";
    private const string Sha512 = "sha512";

    private readonly string? _text;

    private Digest(string text) => _text = text;

    /// <summary>Whether this is the default value, which is the digest of nothing.</summary>
    public bool IsEmpty => _text is null;

    /// <summary><c>sha256</c> or <c>sha512</c>.</summary>
    public string Algorithm => _text is null ? "" : _text.StartsWith(Sha256, StringComparison.Ordinal) ? Sha256 : Sha512;

    /// <summary>The value: 64 or 128 lower-case hexadecimal digits.</summary>
    public string Hex => _text is null ? "" : _text[(Sha256.Length + 1)..];

    /// <summary>The algorithm, as .NET calls it.</summary>
    public HashAlgorithmName HashName => Algorithm == Sha512 ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;

    /// <summary>Reads a digest.</summary>
    /// <exception cref="FormatException">It is none, or one of another algorithm; with go-digest's words.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out Digest digest, out string? error) ? digest : throw new FormatException(error);

    /// <summary>Reads a digest.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Digest digest) => TryParse(text, out digest, out _);

    /// <summary>Reads a digest, or says with go-digest's words what is wrong with it.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Digest digest, [NotNullWhen(false)] out string? error)
    {
        digest = default;
        int colon = text.IndexOf(':');
        if (colon <= 0 || colon == text.Length - 1)
        {
            error = "invalid checksum digest format";
            return false;
        }

        ReadOnlySpan<char> encoded = text[(colon + 1)..];
        int length = text[..colon] switch
        {
            Sha256 => SHA256.HashSizeInBytes * 2,
            Sha512 => SHA512.HashSizeInBytes * 2,
            _ => 0,
        };
        error = length == 0
            ? IsWellFormed(text[..colon], encoded) ? "unsupported digest algorithm" : "invalid checksum digest format"
            : encoded.Length != length ? "invalid checksum digest length"
            : !IsLowerHex(encoded) ? "invalid checksum digest format"
            : null;
        if (error is not null)
        {
            return false;
        }

        digest = new Digest(text.ToString());
        return true;
    }

    /// <summary>The digest whose SHA-256 value is known.</summary>
    /// <param name="hash">32 bytes.</param>
    public static Digest FromSha256(ReadOnlySpan<byte> hash) => FromHash(HashAlgorithmName.SHA256, hash);

    /// <summary>The digest whose value is known.</summary>
    /// <param name="algorithm">SHA-256 or SHA-512.</param>
    /// <param name="hash">As many bytes as the algorithm gives.</param>
    public static Digest FromHash(HashAlgorithmName algorithm, ReadOnlySpan<byte> hash)
    {
        bool isSha512 = algorithm == HashAlgorithmName.SHA512;
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            hash.Length, isSha512 ? SHA512.HashSizeInBytes : SHA256.HashSizeInBytes, nameof(hash));
        return new Digest($"{(isSha512 ? Sha512 : Sha256)}:{Convert.ToHexStringLower(hash)}");
    }

    /// <summary>The SHA-256 digest of some content.</summary>
    public static Digest Compute(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return FromSha256(hash);
    }

    /// <summary>Whether this is the digest of some content.</summary>
    public bool Matches(ReadOnlySpan<byte> content)
    {
        if (HashName == HashAlgorithmName.SHA256)
        {
            return this == Compute(content);
        }

        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        SHA512.HashData(content, hash);
        return this == FromHash(HashAlgorithmName.SHA512, hash);
    }

    /// <summary><c>sha256:HEX</c>; empty for the default value.</summary>
    public override string ToString() => _text ?? "";

    internal static bool IsLowerHex(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigitLower(c))
            {
                return false;
            }
        }

        return true;
    }

    // The grammar of descriptor.md, for algorithms that are not known here.
    private static bool IsWellFormed(ReadOnlySpan<char> algorithm, ReadOnlySpan<char> encoded)
    {
        bool afterSeparator = true;
        foreach (char c in algorithm)
        {
            bool isSeparator = c is '.' or '+' or '_' or '-';
            if (isSeparator ? afterSeparator : !char.IsAsciiDigit(c) && !char.IsAsciiLetterLower(c))
            {
                return false;
            }

            afterSeparator = isSeparator;
        }

        foreach (char c in encoded)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('=' or '_' or '-'))
            {
                return false;
            }
        }

        return !afterSeparator;
    }
}
