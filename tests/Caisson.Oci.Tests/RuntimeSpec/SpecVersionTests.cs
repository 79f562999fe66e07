using Caisson.Oci.RuntimeSpec;

namespace Caisson.Oci.Tests.RuntimeSpec;

public class SpecVersionTests
{
    [Theory]
    [InlineData("1.0.0", 1)]
    [InlineData("1.0.2-dev", 1)]
    [InlineData("1.1.0-rc.1+build.001", 1)]
    [InlineData("1.1.0+0--x", 1)]
    [InlineData("0.0.0", 0)]
    [InlineData("20.30.40", 20)]
    public void TryParse_SemVer_GivesTheMajor(string version, int major)
    {
        Assert.True(SpecVersion.TryParse(version, out int actual));
        Assert.Equal(major, actual);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.0")]
    [InlineData("1.0.0.0")]
    [InlineData("1..0")]
    [InlineData("v1.0.0")]
    [InlineData("01.0.0")]
    [InlineData("1.00.0")]
    [InlineData("1.0.x")]
    [InlineData("1.0.0-")]
    [InlineData("1.0.0-a..b")]
    [InlineData("1.0.0-01")]
    [InlineData("1.0.0+")]
    [InlineData("1.0.0-ä")]
    [InlineData(" 1.0.0")]
    [InlineData("-1.0.0")]
    [InlineData("9999999999.0.0")]
    [InlineData("1.0.99999999999999999999")]
    public void TryParse_AnythingElse_IsFalse(string version) => Assert.False(SpecVersion.TryParse(version, out _));

    [Fact]
    public void Constants_CurrentAndOldest_AreVersions()
    {
        Assert.True(SpecVersion.TryParse(SpecVersion.Current, out _));
        Assert.True(SpecVersion.TryParse(SpecVersion.Oldest, out _));
    }
}
