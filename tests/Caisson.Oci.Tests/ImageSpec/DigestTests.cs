using System.Security.Cryptography;
using Caisson.Oci.ImageSpec;

namespace Caisson.Oci.Tests.ImageSpec;

public class DigestTests
{
    private const string Empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public void Parse_Sha256_KeepsAlgorithmAndHex()
    {
        Digest digest = Digest.Parse(Empty);

        Assert.Equal(("sha256", Empty[7..], Empty), (digest.Algorithm, digest.Hex, digest.ToString()));
        Assert.Equal(digest, Digest.Compute([]));
        Assert.True(digest.Matches([]));
        Assert.False(digest.Matches([0]));
    }

    [Fact]
    public void Parse_Sha512_MatchesContent()
    {
        Digest digest = Digest.FromHash(HashAlgorithmName.SHA512, SHA512.HashData("abc"u8));

        Assert.Equal(digest, Digest.Parse(digest.ToString()));
        Assert.Equal(("sha512", 128, HashAlgorithmName.SHA512), (digest.Algorithm, digest.Hex.Length, digest.HashName));
        Assert.True(digest.Matches("abc"u8));
        Assert.False(digest.Matches("abd"u8));
    }

    [Theory]
    [InlineData("", "invalid checksum digest format")]
    [InlineData("sha256", "invalid checksum digest format")]
    [InlineData(":abc", "invalid checksum digest format")]
    [InlineData("sha256:", "invalid checksum digest format")]
    [InlineData("sha256:abc", "invalid checksum digest length")]
    [InlineData("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", "invalid checksum digest format")]
    [InlineData("sha256:../../../../../../../../../../../../../../../../../../../etc/passwd", "invalid checksum digest length")]
    [InlineData("sha256:../../../../../../../../../../../../../../../../../../etc/passwd", "invalid checksum digest format")]
    [InlineData("sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "invalid checksum digest length")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e", "unsupported digest algorithm")]
    [InlineData("sha256+b64u:LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564", "unsupported digest algorithm")]
    [InlineData("SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "invalid checksum digest format")]
    [InlineData("md5-:d41d", "invalid checksum digest format")]
    [InlineData("md5:d/1", "invalid checksum digest format")]
    public void Parse_NoDigest_IsRefusedWithGoDigestsWords(string text, string message)
    {
        Assert.Equal(message, Assert.Throws<FormatException>(() => Digest.Parse(text)).Message);
        Assert.False(Digest.TryParse(text, out Digest digest));
        Assert.True(digest.IsEmpty);
    }

    [Fact]
    public void Default_NothingGiven_IsEmptyAndPrintsNothing() => Assert.Equal(("", "", ""), (
        default(Digest).ToString(), default(Digest).Algorithm, default(Digest).Hex));
}
