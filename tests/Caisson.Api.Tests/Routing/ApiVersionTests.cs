using Caisson.Api.Routing;

namespace Caisson.Api.Tests.Routing;

public sealed class ApiVersionTests
{
    [Theory]
    [InlineData("/v1.41/info", "1.41", "/info")]
    [InlineData("/v1.41", "1.41", "")]
    [InlineData("/v99.1.2/a/b", "99.1.2", "/a/b")]
    [InlineData("/info", null, "/info")]
    [InlineData("/version", null, "/version")]
    [InlineData("/v/info", null, "/v/info")]
    [InlineData("/volumes/v1.41", null, "/volumes/v1.41")]
    [InlineData("/v1.41x/info", null, "/v1.41x/info")]
    [InlineData("", null, "")]
    public void Split_Path_SeparatesTheVersion(string path, string? version, string rest)
    {
        ApiVersion.Split(path, out string? found, out string remaining);

        Assert.Equal(version, found);
        Assert.Equal(rest, remaining);
    }

    [Theory]
    [InlineData("1.24")]
    [InlineData("1.41")]
    [InlineData("1.50")]
    public void Fault_SpokenVersion_IsNone(string text)
    {
        Assert.Null(ApiVersion.Fault(text, out ApiVersion version));
        Assert.Equal(text, version.ToString());
    }

    [Theory]
    [InlineData("1.51", "client version 1.51 is too new. Maximum supported API version is 1.50")]
    [InlineData("2.0", "client version 2.0 is too new. Maximum supported API version is 1.50")]
    [InlineData("1.99999999999999999999", "client version 1.99999999999999999999 is too new. Maximum supported API version is 1.50")]
    [InlineData("1.23", "client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version")]
    [InlineData("1", "client version 1 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version")]
    public void Fault_OtherVersion_IsAsDockerd(string text, string fault) => Assert.Equal(fault, ApiVersion.Fault(text, out _));

    [Fact]
    public void Has_Minor_ComparesNumbers()
    {
        Assert.True(new ApiVersion(1, 44).Has(44));
        Assert.True(new ApiVersion(1, 50).Has(9));
        Assert.False(new ApiVersion(1, 43).Has(44));
    }
}
