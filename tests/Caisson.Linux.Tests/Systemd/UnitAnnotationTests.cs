using Caisson.Linux.Systemd;

namespace Caisson.Linux.Tests.Systemd;

public class UnitAnnotationTests
{
    [Theory]
    [InlineData("TimeoutStopUSec", "uint64 123456789", "TimeoutStopUSec", "t", "123456789")]
    [InlineData("TimeoutStopSec", "uint64 5", "TimeoutStopUSec", "t", "5000000")]
    [InlineData("TimeoutStopSec", "0.5", "TimeoutStopUSec", "t", "500000")]
    [InlineData("KillMode", "'mixed'", "KillMode", "s", "mixed")]
    [InlineData("Description", "\"it's \\\"x\\\"\"", "Description", "s", "it's \"x\"")]
    [InlineData("SendSIGHUP", "true", "SendSIGHUP", "b", "1")]
    [InlineData("SendSIGHUP", " false ", "SendSIGHUP", "b", "0")]
    [InlineData("KillSignal", "15", "KillSignal", "i", "15")]
    [InlineData("KillSignal", "@i 15", "KillSignal", "i", "15")]
    [InlineData("KillSignal", "byte 0x1f", "KillSignal", "y", "31")]
    [InlineData("OOMScoreAdjust", "-1", "OOMScoreAdjust", "i", "18446744073709551615")]
    [InlineData("After", "['a.service', 'b.service']", "After", "as", "[a.service, b.service]")]
    [InlineData("After", "@as []", "After", "as", "[]")]
    [InlineData("AllowedCPUs", "[byte 1, 2]", "AllowedCPUs", "ay", "[1, 2]")]
    public void ReadAll_Property_HasItsNameTypeAndValue(string name, string text, string property, string signature, string value)
    {
        UnitProperty read = Assert.Single(UnitAnnotation.ReadAll(Annotations(name, text)));

        Assert.Equal((property, signature, value), (read.Name, read.Value.Signature, read.Value.ToString()));
    }

    [Theory]
    [InlineData("Ab", "true")]
    [InlineData("A.b", "true")]
    [InlineData("", "true")]
    [InlineData("KillMode", "mixed")]
    [InlineData("KillMode", "'mixed")]
    [InlineData("KillMode", "'mixed' x")]
    [InlineData("KillMode", "")]
    [InlineData("KillSignal", "uint32 -1")]
    [InlineData("KillSignal", "2147483648")]
    [InlineData("KillSignal", "byte 256")]
    [InlineData("KillSignal", "string 5")]
    [InlineData("KillSignal", "@x")]
    [InlineData("After", "[]")]
    [InlineData("After", "['a', 5]")]
    [InlineData("After", "['a' 'b']")]
    [InlineData("After", "['a'")]
    [InlineData("After", "[[[[[[[[[[[[1]]]]]]]]]]]]")]
    [InlineData("TimeoutStopSec", "'5'")]
    [InlineData("TimeoutStopSec", "-5")]
    public void ReadAll_NoProperty_NamesTheAnnotation(string name, string text) => Assert.Contains(
        $"org.systemd.property.{name}",
        Assert.Throws<FormatException>(() => UnitAnnotation.ReadAll(Annotations(name, text))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void ReadAll_OtherAnnotations_AreNone() =>
        Assert.Empty(UnitAnnotation.ReadAll(new Dictionary<string, string> { ["org.opencontainers.image.title"] = "x" }));

    private static Dictionary<string, string> Annotations(string name, string text) => new() { [$"org.systemd.property.{name}"] = text };
}
