using System.Net;
using System.Text;
using Caisson.Images.Registry;
using Caisson.Images.Registry.Http;

namespace Caisson.Images.Tests.Registry;

public sealed class ErrorTests
{
    [Theory]
    [InlineData(401, """{"errors":[{"code":"UNAUTHORIZED","message":"authentication required","detail":[]}]}""", "unauthorized: authentication required")]
    [InlineData(403, """{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}""", "denied: requested access to the resource is denied")]
    [InlineData(404, """{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry"}]}""", "name unknown: repository name not known to registry")]
    [InlineData(401, """{"details":"incorrect username or password"}""", "unauthorized: incorrect username or password")]
    [InlineData(401, "<html>no</html>", "unauthorized: authentication required")]
    [InlineData(429, """{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your pull rate limit."}]}""", "toomanyrequests: You have reached your pull rate limit.")]
    [InlineData(500, "oops", "unexpected status 500 Internal Server Error")]
    [InlineData(500, "[[[[", "unexpected status 500 Internal Server Error")]
    [InlineData(400, """{"errors":[{"code":"A\nB","message":"line\none\u001b[31m"}]}""", "unexpected status 400 Bad Request: line one [31m")]
    [InlineData(400, """{"errors":[{"code":7,"message":"\ud800"}]}""", "unexpected status 400 Bad Request")]
    public void Parse_Body_SaysWhatDockerSays(int status, string body, string text) =>
        Assert.Equal(text, RegistryError.Parse((HttpStatusCode)status, null, Encoding.UTF8.GetBytes(body)).Text);

    [Fact]
    public void Parse_InsufficientScope_IsADenial()
    {
        var error = RegistryError.Parse(
            HttpStatusCode.Unauthorized, "insufficient_scope", """{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}"""u8.ToArray());

        Assert.Equal("denied: requested access to the resource is denied", error.Text);
    }

    [Fact]
    public void Line_LongText_IsCut() => Assert.Equal(301, PlainText.Line(new string('x', 5000)).Length);

    [Fact]
    public void PauseAfter_Failures_DoublesUpToALimit()
    {
        RegistryOptions options = new() { FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(10) };

        Assert.Equal([1, 2, 4, 8, 10, 10], new[] { 1, 2, 3, 4, 5, 1000 }.Select(n => RetryPolicy.PauseAfter(n, options, 1).TotalSeconds));
        Assert.Equal(2, RetryPolicy.PauseAfter(3, options, 0).TotalSeconds);
    }
}
