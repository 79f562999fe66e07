using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Caisson.Images.Build.Cache;

/// <summary>
/// What a step's result is known by: the image that it starts from and everything that it depends on. Two steps with one
/// key give the same result, as far as that can be known beforehand.
/// </summary>
internal static class CacheKey
{
    // Grows when what a key is made of changes: old records are then never found again.
    private const string Version = "caisson-build-1";

    /// <summary>A key, 64 hexadecimal digits.</summary>
    /// <param name="parentId">The image before the step; empty for <c>scratch</c>.</param>
    /// <param name="createdBy">The step as the history has it: expanded, with checksums and build arguments.</param>
    /// <param name="extras">What else counts and the history does not show.</param>
    internal static string Compute(string parentId, string createdBy, IReadOnlyList<string> extras)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, Version);
        Add(hash, parentId);
        Add(hash, createdBy);
        foreach (string extra in extras)
        {
            Add(hash, extra);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Each with its length before it, so that no two lists have the same bytes.
    private static void Add(IncrementalHash hash, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        hash.AppendData(length);
        hash.AppendData(utf8);
    }
}
